{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- 人员经费合计, 公用经费合计 and the classes of their blocks; side by side or one below the other, so headings do not tell.
basic as (

    select
        *,
        {{ hashed_key([
            'statement_no',
            'fiscal_year',
            'budget_stage',
            'expenditure_kind',
            'fund_source',
        ]) }} as check_key,
        line_item in ('人员经费合计', '人员经费') as is_personnel,
        line_item in ({{ quoted_list(var('operating_total_items')) }}) as is_operating
    from {{ ref('int_printed_figures') }}
    where
        side = '支出'
        and statement in ('一般公共预算财政拨款基本支出决算表', '一般公共预算基本支出表')
        and stated_level is distinct from 'memo'
        and project_name is null
        and {{ only_changed() }}

),

-- The three public expenses; in a table of several units a row has its own.
three_public as (

    select
        *,
        {{ hashed_key(['statement_no', 'fiscal_year', 'budget_stage', 'fund_source']) }} as statement_key,
        {{ hashed_key(['statement_no', 'fiscal_year', 'budget_stage', 'fund_source', 'label_text']) }} as row_key
    from {{ ref('int_printed_figures') }}
    where
        side = '支出'
        and line_item in (
            '三公经费合计',
            '因公出国（境）费',
            '公务用车购置及运行维护费',
            '公务用车购置费',
            '公务用车运行维护费',
            '公务接待费'
        )
        and statement in ('三公经费支出决算表', '三公经费支出预算表', '部门整体支出绩效评价基础数据表')
        and project_name is null
        and function_code is null
        and economic_code is null
        and {{ only_changed() }}

),

three_public_keyed as (

    select
        *,
        if(
            count(*) over (partition by report_key, statement_key, line_item) > 1, row_key, statement_key
        ) as check_key,
        bool_or(line_item = '公务用车购置及运行维护费') over (partition by report_key, statement_key) as has_vehicles
    from three_public

),

unnumbered_parts as (

    select
        *,
        if(economic_code in ({{ quoted_list(var('personnel_economic_classes')) }}), 'SUM10', 'SUM11') as rule_id
    from basic
    where length(economic_code) = 3

    union all by name

    select
        *,
        'SUM12' as rule_id
    from basic
    where
        economic_code is null
        and (is_personnel or is_operating)

    union all by name

    select
        *,
        'SUM13' as rule_id
    from three_public_keyed
    where
        line_item in ('因公出国（境）费', '公务用车购置及运行维护费', '公务接待费')
        or (
            not has_vehicles
            and line_item in ('公务用车购置费', '公务用车运行维护费')
        )

    union all by name

    select
        *,
        'SUM14' as rule_id
    from three_public_keyed
    where line_item in ('公务用车购置费', '公务用车运行维护费')

),

parts as (

    select
        *,
        coalesce(economic_code, line_item) as part_name,
        {{ numbered_key(['report_key', 'rule_id', 'check_key']) }} as check_id
    from unnumbered_parts

),

totals_of_rules as (

    select
        *,
        'SUM10' as rule_id
    from basic
    where
        is_personnel
        and economic_code is null

    union all by name

    select
        *,
        'SUM11' as rule_id
    from basic
    where
        is_operating
        and economic_code is null

    union all by name

    select
        *,
        'SUM12' as rule_id
    from basic
    where
        economic_code is null
        and stated_level = 'total'
        and line_item = '合计'

    union all by name

    select
        *,
        'SUM13' as rule_id
    from three_public_keyed
    where line_item = '三公经费合计'

    union all by name

    select
        *,
        'SUM14' as rule_id
    from three_public_keyed
    where line_item = '公务用车购置及运行维护费'

),

candidates as (

    select
        *,
        {{ numbered_key(['report_key', 'rule_id', 'check_key']) }} as check_id
    from totals_of_rules

),

{{ sum_instances('candidates', 'parts', [
    ('repeated.check_id is not null', '合计在一栏中印出多次'),
    ('added.part_count_1 > added.name_count', '同一行次印出多次'),
    ("candidates.rule_id = 'SUM12' and added.part_count_1 < 2", '人员经费和公用经费没有都印出'),
]) }},

{{ checked('instances', ['SUM10', 'SUM11', 'SUM12', 'SUM13', 'SUM14']) }}
