{{ config(materialized='view') }}

with

lines as (

    select distinct
        statement,
        heading_keys
    from {{ ref('stg_statement_line') }}

),

headings as (

    select
        heading_key,
        scope,
        role,
        side,
        budget_stage,
        expenditure_kind,
        fund_source,
        revenue_source,
        line_item,
        year_shift
    from {{ ref('column_headings') }}

),

parts as (

    select
        statement,
        heading_keys,
        unnest(heading_keys) as heading_key,
        generate_subscripts(heading_keys, 1) as depth
    from lines

),

-- '2021年决算数' is the heading 决算数 of the year 2021.
dated as (

    select
        *,
        {{ printed_year('heading_key') }} as heading_year,
        regexp_replace(heading_key, '[(]?(?:19|20)[0-9]{2}(?:年度?)?[)]?', '') as undated_key
    from parts

),

explained as (

    select
        dated.statement,
        dated.heading_keys,
        dated.heading_key,
        dated.depth,
        dated.heading_year,
        headings.heading_key is not null or dated.undated_key = '' as is_known,
        headings.role,
        headings.side,
        headings.budget_stage,
        headings.expenditure_kind,
        headings.fund_source,
        headings.revenue_source,
        headings.line_item,
        headings.year_shift
    from dated
    left join headings
        on
            headings.heading_key in (dated.heading_key, dated.undated_key)
            and headings.scope in (dated.statement, '*')
    qualify
        row_number() over (
            partition by dated.statement, dated.heading_keys, dated.depth
            order by
                headings.heading_key is null,
                headings.scope = '*',
                headings.heading_key <> dated.heading_key
        ) = 1

),

-- The innermost heading wins when two say something different (arg_max passes over NULL).
final as (

    select
        statement,
        heading_keys,
        arg_max(side, depth) as side,
        arg_max(budget_stage, depth) as budget_stage,
        arg_max(nullif(expenditure_kind, '合计'), depth) as expenditure_kind,
        bool_or(expenditure_kind = '合计') as is_all_kinds,
        arg_max(nullif(fund_source, '合计'), depth) as fund_source,
        bool_or(fund_source = '合计') as is_all_funds,
        arg_max(revenue_source, depth) as revenue_source,
        arg_max(line_item, depth) as line_item,
        coalesce(arg_max(if(heading_year is null, year_shift, 0), depth), 0) as year_shift,
        arg_max(heading_year, depth) as heading_year,
        string_agg(if(is_known, null, heading_key), '、' order by depth) as unknown_headings,
        string_agg(if(role = 'ignore', heading_key, null), '、' order by depth) as ignored_headings,
        arg_max(role, depth) as innermost_role
    from explained
    group by
        statement,
        heading_keys

)

select * from final
