"""How a unit of money is written. Which ones are known, and what they are worth, seed money_units says."""

# 元, 万元, 百万元, 万美元: one that is not known is recorded with its place, and its figures are left out.
MONEY_UNIT = r"[十百千万亿美欧港日]{0,3}元"
