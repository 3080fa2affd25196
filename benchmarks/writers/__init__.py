"""Documents as files: one module per format, each `write(document) -> Written`.

A writer prints what a `Document` holds, in the way files of its format really are, and knows nothing of budgets.
"""
