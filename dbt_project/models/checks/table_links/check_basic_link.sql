{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

figures as (

    select
        *,
        concat_ws('|', fiscal_year, budget_stage) as check_key,
        'LINK04' as rule_id
    from {{ ref('int_printed_figures') }}
    where
        side = '支出'
        and project_name is null
        and function_code is null
        and economic_code is null
        and expenditure_kind = '基本支出'
        and {{ only_changed() }}

),

-- A 基本支出 statement often has no 合计 row, but the totals of its two blocks.
parts as (

    select
        *,
        1 as alternative
    from figures
    where
        statement in ('一般公共预算财政拨款基本支出决算表', '一般公共预算基本支出表')
        and line_item in ('人员经费合计', '公用经费合计')
        and stated_level is distinct from 'memo'

),

incomplete as (

    select
        report_key,
        check_key
    from parts
    group by
        report_key,
        check_key
    having
        count(*) <> 2
        or count(distinct line_item) <> 2

),

totals as (

    select
        figures.*,
        case
            when count(*) over (partition by figures.report_key, figures.check_key) > 1 then '基本支出合计印出多次'
            when incomplete.report_key is not null then '人员经费和公用经费没有各印出一次合计'
        end as not_evaluated_reason
    from figures
    left join incomplete
        on
            figures.report_key = incomplete.report_key
            and figures.check_key = incomplete.check_key
    where
        figures.statement in ('一般公共预算财政拨款支出决算表', '一般公共预算支出表')
        and figures.stated_level = 'total'
        and figures.line_item = '合计'

),

{{ sum_instances('totals', 'parts') }},

{{ checked('instances', ['LINK04']) }}
