{{ config(materialized='view') }}

with

labels as (

    select
        label_key,
        scope,
        role,
        side,
        line_item,
        expenditure_kind,
        fund_source,
        revenue_source,
        line_level
    from {{ ref('row_labels') }}

),

statements as (

    select distinct statement
    from {{ ref('statement_titles') }}
    union distinct
    select '正文' as statement

),

-- One meaning per statement and label: what is said of this statement wins over what is said of all.
final as (

    select
        statements.statement,
        labels.label_key,
        labels.role,
        labels.side,
        labels.line_item,
        labels.expenditure_kind,
        labels.fund_source,
        labels.revenue_source,
        labels.line_level
    from labels
    inner join statements on labels.scope in (statements.statement, '*')
    qualify
        row_number() over (
            partition by statements.statement, labels.label_key
            order by labels.scope = '*'
        ) = 1

)

select * from final
