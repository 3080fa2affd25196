{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

funds as (

    select *
    from {{ ref('int_printed_figures') }}
    where
        side = '支出'
        and stated_level = 'total'
        and line_item = '合计'
        and fund_source = '合计'
        and {{ only_changed() }}

),

project_funds as (

    select
        report_key,
        project_name,
        max(amount_yuan) as amount_yuan,
        arg_max(value_text, amount_yuan) as value_text,
        arg_max(unit_text, amount_yuan) as unit_text,
        arg_max(cell_key, amount_yuan) as cell_key
    from funds
    where project_name is not null
    group by
        report_key,
        project_name

),

unit_funds as (

    select
        report_key,
        max(amount_yuan) as largest_yuan,
        list(distinct amount_yuan) as amounts_yuan
    from funds
    where
        statement = '部门整体支出绩效自评表'
        and project_name is null
    group by report_key

),

-- What an indicator of a project says in money.
costs as (

    select
        indicators.*,
        money_units.factor,
        cast(indicators.target_value * money_units.factor as decimal(18, 2)) as target_yuan
    from {{ ref('int_indicator_scores') }} as indicators
    inner join money_units on indicators.target_unit = money_units.unit_key
    where
        indicators.project_name is not null
        and {{ only_changed('indicators.report_key') }}

),

instances as (

    select
        costs.report_key,
        'UNIT03' as rule_id,
        costs.indicator_score_key as check_key,
        costs.target_yuan <= project_funds.amount_yuan
        or not list_contains(unit_funds.amounts_yuan, costs.target_yuan) as is_held,
        case
            when project_funds.report_key is null then '没有印出项目的资金总额'
            when unit_funds.report_key is null then '没有印出部门整体的资金总额'
        end as not_evaluated_reason,
        cast(null as varchar) as doubt,
        costs.target_value as reported_value,
        project_funds.amount_yuan / costs.factor as expected_value,
        cast(null as double) as rounding,
        map {
            'statement': costs.statement,
            'project': costs.project_name,
            'line': coalesce(costs.level3, costs.level2, ''),
            'reported': costs.target_text,
            'expected': concat(project_funds.value_text, project_funds.unit_text)
        } as operands,
        costs.source_page,
        costs.source_line,
        costs.cell_key,
        project_funds.cell_key as other_cell_key
    from costs
    left join project_funds
        on
            costs.report_key = project_funds.report_key
            and costs.project_name = project_funds.project_name
    left join unit_funds on costs.report_key = unit_funds.report_key

),

{{ checked('instances', ['UNIT03']) }}
