{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- A figure that a heading names (人员经费 beside an account) is part of its row, not of a column of its own.
figures as (

    select
        *,
        coalesce(function_code, economic_code, class_code) as account_code,
        {{ hashed_key([
            'statement_no',
            'heading_keys',
            'side',
            'fiscal_year',
            'budget_stage',
            'expenditure_kind',
            'fund_source',
            "if(side = '收入', revenue_source, null)",
        ]) }} as column_key
    from {{ ref('int_printed_figures') }}
    where
        project_name is null
        and {{ only_changed() }}

),

coded as (

    select *
    from figures
    where
        account_code is not null
        and stated_level is distinct from 'memo'

),

-- Codes printed twice in one column: rows of several units or projects, which codes alone do not tell apart.
repeated as (

    select
        report_key,
        column_key
    from coded
    group by
        report_key,
        column_key
    having count(*) > count(distinct account_code)

),

printed_codes as (

    select distinct
        report_key,
        column_key,
        account_code
    from coded

),

-- A section without its class beside classes: its code is wrong (rule UNIT05), and what it belongs to is not known.
orphaned as (

    select distinct
        below.report_key,
        below.column_key
    from printed_codes as below
    where
        length(below.account_code) > 3
        and not exists (
            select 1
            from printed_codes as own_class
            where
                own_class.report_key = below.report_key
                and own_class.column_key = below.column_key
                and own_class.account_code = left(below.account_code, 3)
        )
        and exists (
            select 1
            from printed_codes as other_class
            where
                other_class.report_key = below.report_key
                and other_class.column_key = below.column_key
                and length(other_class.account_code) = 3
        )

),

-- Each account under the nearest one above it that is printed in the same column; without one it is part of the total.
placed as (

    select
        coded.* replace (
            case
                when repeated.column_key is not null then '同一科目在一栏中印出多次'
                when orphaned.column_key is not null then '有科目找不到所属的类'
                else coded.doubt
            end as doubt
        ),
        coalesce(sections.account_code, classes.account_code) as parent_code
    from coded
    left join repeated
        on
            coded.report_key = repeated.report_key
            and coded.column_key = repeated.column_key
    left join orphaned
        on
            coded.report_key = orphaned.report_key
            and coded.column_key = orphaned.column_key
    left join printed_codes as sections
        on
            coded.report_key = sections.report_key
            and coded.column_key = sections.column_key
            and length(coded.account_code) = 7
            and left(coded.account_code, 5) = sections.account_code
    left join printed_codes as classes
        on
            coded.report_key = classes.report_key
            and coded.column_key = classes.column_key
            and length(coded.account_code) > 3
            and left(coded.account_code, 3) = classes.account_code

),

parts as (

    select
        *,
        if(parent_code is null, 'SUM01', 'SUM02') as rule_id,
        concat_ws('|', column_key, coalesce(parent_code, '合计')) as check_key,
        1 as alternative
    from placed

),

totals as (

    select
        *,
        'SUM01' as rule_id,
        concat_ws('|', column_key, '合计') as check_key,
        case
            when count(*) over (partition by report_key, column_key) > 1 then '合计在一栏中印出多次'
        end as not_evaluated_reason
    from figures
    where
        stated_level = 'total'
        and account_code is null
        and line_item = '合计'

    union all

    select
        placed.* exclude (parent_code),
        'SUM02' as rule_id,
        concat_ws('|', placed.column_key, placed.account_code) as check_key,
        cast(null as varchar) as not_evaluated_reason
    from placed
    where exists (
        select 1
        from parts
        where
            parts.report_key = placed.report_key
            and parts.column_key = placed.column_key
            and parts.parent_code = placed.account_code
    )

),

{{ sum_instances('totals', 'parts') }},

{{ checked('instances', ['SUM01', 'SUM02']) }}
