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
        any_value(side) as side,
        any_value(budget_stage) as budget_stage,
        any_value(expenditure_kind) as expenditure_kind,
        any_value(fund_source) as fund_source,
        any_value(revenue_source) as revenue_source,
        any_value(line_item) as line_item
    from terms
    where coalesce(side, budget_stage, expenditure_kind, fund_source, revenue_source, line_item) is not null
    group by term_key

)

select * from final
