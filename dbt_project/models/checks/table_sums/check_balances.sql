{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- The statements with income and spending beside each other; lines of a section (其中) belong to the line above them.
figures as (

    select
        *,
        {{ hashed_key(['statement_no', 'side', 'fiscal_year', 'budget_stage', 'heading_keys', 'fund_source']) }}
            as column_key,
        {{ hashed_key(['statement_no', 'fiscal_year', 'budget_stage']) }} as balance_key,
        coalesce(stated_level, 'leaf') as level_here,
        line_item in ('总计', '收入总计', '支出总计') as is_grand_total
    from {{ ref('int_printed_figures') }}
    where
        statement in ('收入支出决算总表', '财政拨款收入支出决算总表', '部门收支总表', '财政拨款收支总表')
        and len(section_keys) = 0
        and {{ only_changed() }}

),

income as (

    select
        *,
        bool_or(revenue_source = '财政拨款收入') over (partition by report_key, column_key) as has_grants
    from figures
    where side = '收入'

),

spending as (

    select * from figures
    where side = '支出'

),

unnumbered_parts as (

    select
        * exclude (has_grants),
        'SUM06' as rule_id,
        column_key as check_key
    from income
    where
        level_here = 'leaf'
        and revenue_source <> '合计'
        and (
            not has_grants
            or revenue_source not in ('一般公共预算财政拨款收入', '政府性基金预算财政拨款收入', '国有资本经营预算财政拨款收入')
        )

    union all by name

    select
        * exclude (has_grants),
        'SUM07' as rule_id,
        column_key as check_key
    from income
    where
        level_here in ('total', 'memo')
        and not is_grand_total

    union all by name

    select
        *,
        'SUM08' as rule_id,
        column_key as check_key
    from spending
    where
        level_here in ('total', 'memo')
        and not is_grand_total

    -- what comes in is what goes out: the grand total of the widest column of the spending side
    union all by name

    select
        *,
        'SUM09' as rule_id,
        balance_key as check_key
    from spending
    where is_grand_total
    qualify row_number() over (partition by report_key, balance_key order by amount_yuan desc, line_no asc) = 1

),

parts as (

    select
        *,
        coalesce(revenue_source, line_item) as part_name,
        {{ numbered_key(['report_key', 'rule_id', 'check_key']) }} as check_id
    from unnumbered_parts

),

totals_of_rules as (

    select
        * exclude (has_grants),
        'SUM06' as rule_id,
        column_key as check_key
    from income
    where
        level_here = 'total'
        and line_item = '合计'

    union all by name

    select
        * exclude (has_grants),
        'SUM07' as rule_id,
        column_key as check_key
    from income
    where is_grand_total

    union all by name

    select
        *,
        'SUM08' as rule_id,
        column_key as check_key
    from spending
    where is_grand_total

    union all by name

    select
        * exclude (has_grants),
        'SUM09' as rule_id,
        balance_key as check_key
    from income
    where is_grand_total

),

candidates as (

    select
        *,
        {{ numbered_key(['report_key', 'rule_id', 'check_key']) }} as check_id
    from totals_of_rules

),

-- 合计 has to be among the lines of a grand total, or the sum is not that of the statement.
{{ sum_instances('candidates', 'parts', [
    ('repeated.check_id is not null', '合计在一栏中印出多次'),
    ("candidates.rule_id in ('SUM07', 'SUM08') and not added.has_total", '没有印出本年合计'),
    ("candidates.rule_id <> 'SUM09' and added.part_count_1 > added.name_count", '同一行次印出多次'),
]) }},

{{ checked('instances', ['SUM06', 'SUM07', 'SUM08', 'SUM09']) }}
