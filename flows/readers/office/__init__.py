"""What the readers of Word documents, workbooks and web pages share: containers, grids, masking over cells."""
