{{ config(materialized='view') }}

with

terms as (

    select
        term_key,
        role,
        side,
        budget_stage,
        expenditure_kind,
        fund_source,
        revenue_source,
        line_item
    from {{ ref('text_terms') }}

),

-- A term may have several roles; what it says of stage, kind, fund and item does not depend on the role it is used in.
final as (

    select
        term_key,
        max(side) as side,
        max(budget_stage) as budget_stage,
        max(expenditure_kind) as expenditure_kind,
        max(fund_source) as fund_source,
        max(revenue_source) as revenue_source,
        max(line_item) as line_item
    from terms
    where coalesce(side, budget_stage, expenditure_kind, fund_source, revenue_source, line_item) is not null
    group by term_key

)

select * from final
