{{ config(materialized='view') }}

with

lines as (

    select distinct
        statement,
        section_keys
    from {{ ref('stg_statement_line') }}

),

labels as (

    select * from {{ ref('int_row_label_meanings') }}

),

parts as (

    select
        statement,
        section_keys,
        unnest(section_keys) as section_key,
        generate_subscripts(section_keys, 1) as depth
    from lines

),

explained as (

    select
        parts.statement,
        parts.section_keys,
        parts.depth,
        labels.role,
        labels.side,
        labels.expenditure_kind,
        labels.fund_source,
        labels.revenue_source,
        labels.line_level
    from parts
    left join labels
        on
            parts.statement = labels.statement
            and parts.section_key = labels.label_key

),

final as (

    select
        statement,
        section_keys,
        arg_max(side, depth) as side,
        arg_max(nullif(expenditure_kind, '合计'), depth) as expenditure_kind,
        arg_max(nullif(fund_source, '合计'), depth) as fund_source,
        arg_max(nullif(revenue_source, '合计'), depth) as revenue_source,
        coalesce(bool_or(role = 'project_section'), false) as is_project_section,
        coalesce(bool_or(role = 'skip'), false) as is_skipped,
        coalesce(bool_or(role = 'procurement'), false) as is_procurement,
        coalesce(bool_or(line_level = 'memo'), false) as is_memo
    from explained
    group by
        statement,
        section_keys

)

select * from final
