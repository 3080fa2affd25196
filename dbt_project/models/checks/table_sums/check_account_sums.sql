{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- A figure that a heading names (人员经费 beside an account) is part of its row, not of a column of its own.
figures as (

    select
        *,
        coalesce(function_code, economic_code, class_code) as account_code,
        {{ numbered_key([
            'report_key',
            'statement_no',
            'heading_keys',
            'side',
            'fiscal_year',
            'budget_stage',
            'expenditure_kind',
            'fund_source',
            "if(side = '收入', revenue_source, null)",
        ]) }} as column_id,
        -- only of what may be a total: nothing is below an item of seven digits
        case
            when coalesce(length(coalesce(function_code, economic_code, class_code)) < 7, line_item = '合计')
                then {{ hashed_key([
                    'statement_no',
                    'heading_keys',
                    'side',
                    'fiscal_year',
                    'budget_stage',
                    'expenditure_kind',
                    'fund_source',
                    "if(side = '收入', revenue_source, null)",
                ]) }}
        end as column_key
    from {{ ref('int_printed_figures') }}
    where
        project_name is null
        and {{ only_changed() }}

),

coded as not materialized (

    select *
    from figures
    where
        account_code is not null
        and stated_level is distinct from 'memo'

),

printed_codes as (

    select
        column_id,
        account_code,
        count(*) as print_count
    from coded
    group by
        column_id,
        account_code

),

-- The codes above an account as columns: a join can look up a column, but tries all rows for a condition of one side.
codes_below as (

    select
        *,
        if(length(account_code) = 7, left(account_code, 5), null) as section_code,
        if(length(account_code) > 3, left(account_code, 3), null) as own_class_code
    from printed_codes

),

-- Each account under the nearest one above it that is printed in the same column; without one it is part of the total.
ranked_codes as (

    select
        codes_below.column_id,
        codes_below.account_code,
        codes_below.own_class_code,
        codes_below.print_count,
        classes.account_code as class_above,
        coalesce(sections.account_code, classes.account_code) as parent_code
    from codes_below
    left join printed_codes as sections
        on
            codes_below.column_id = sections.column_id
            and codes_below.section_code = sections.account_code
    left join printed_codes as classes
        on
            codes_below.column_id = classes.column_id
            and codes_below.own_class_code = classes.account_code

),

-- Codes printed twice in one column: rows of several units or projects, which codes alone do not tell apart. A section
-- without its class beside classes: its code is wrong (rule UNIT05), and what it belongs to is not known.
doubted_columns as (

    select
        column_id,
        if(
            max(print_count) > 1, '同一科目在一栏中印出多次', '有科目找不到所属的类'
        ) as doubt
    from ranked_codes
    group by column_id
    having
        max(print_count) > 1
        or (
            bool_or(length(account_code) = 3)
            and bool_or(own_class_code is not null and class_above is null)
        )

),

sections_with_parts as (

    select distinct
        column_id,
        parent_code
    from ranked_codes
    where parent_code is not null

),

placed_codes as (

    select
        ranked_codes.column_id,
        ranked_codes.account_code,
        ranked_codes.parent_code,
        doubted_columns.doubt as column_doubt,
        sections_with_parts.parent_code is not null as has_parts
    from ranked_codes
    left join doubted_columns on ranked_codes.column_id = doubted_columns.column_id
    left join sections_with_parts
        on
            ranked_codes.column_id = sections_with_parts.column_id
            and ranked_codes.account_code = sections_with_parts.parent_code

),

placed as (

    select
        coded.* replace (coalesce(placed_codes.column_doubt, coded.doubt) as doubt),
        placed_codes.parent_code,
        placed_codes.has_parts
    from coded
    inner join placed_codes
        on
            coded.column_id = placed_codes.column_id
            and coded.account_code = placed_codes.account_code

),

parts as (

    select
        *,
        account_code as part_name,
        {{ numbered_key(['report_key', 'column_id', 'parent_code']) }} as check_id
    from placed

),

placed_totals as (

    select
        *,
        'SUM01' as rule_id,
        {{ numbered_key(['report_key', 'column_id', 'cast(null as varchar)']) }} as check_id,
        '合计' as of_parts
    from figures
    where
        stated_level = 'total'
        and account_code is null
        and line_item = '合计'

    union all by name

    select
        placed.*,
        'SUM02' as rule_id,
        {{ numbered_key(['placed.report_key', 'placed.column_id', 'placed.account_code']) }} as check_id,
        placed.account_code as of_parts
    from placed
    where placed.has_parts

),

candidates as (

    select
        *,
        concat_ws('|', column_key, of_parts) as check_key
    from placed_totals

),

{{ sum_instances('candidates', 'parts', [
    ("candidates.rule_id = 'SUM01' and repeated.check_id is not null", '合计在一栏中印出多次'),
]) }},

{{ checked('instances', ['SUM01', 'SUM02']) }}
