{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

figures as (

    select
        *,
        'LINK04' as rule_id,
        concat_ws('|', fiscal_year, budget_stage) as check_key,
        {{ numbered_key(['report_key', 'fiscal_year', 'budget_stage']) }} as check_id
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
        line_item as part_name
    from figures
    where
        statement in ('一般公共预算财政拨款基本支出决算表', '一般公共预算基本支出表')
        and line_item in ('人员经费合计', '公用经费合计')
        and stated_level is distinct from 'memo'

),

candidates as (

    select *
    from figures
    where
        statement in ('一般公共预算财政拨款支出决算表', '一般公共预算支出表')
        and stated_level = 'total'
        and line_item = '合计'

),

{{ sum_instances('candidates', 'parts', [
    ('repeated.check_id is not null', '基本支出合计印出多次'),
    ('added.part_count_1 <> 2 or added.name_count <> 2', '人员经费和公用经费没有各印出一次合计'),
]) }},

{{ checked('instances', ['LINK04']) }}
