{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

printed_rates as (

    select
        evaluation_key,
        report_key,
        statement,
        project_name,
        execution_rate_text,
        execution_rate,
        {{ printed_rounding("replace(execution_rate_text, '%', '')", 1) }} as rate_rounding,
        concat_ws('·', statement, project_name) as place,
        source_page,
        source_line,
        cell_key
    from {{ ref('stg_evaluation_line') }}
    where {{ only_changed() }}

),

-- 年度资金总额, once per evaluation; a report that prints two of them for one stage does not say which the rate is of.
totals as (

    select
        report_key,
        statement,
        project_name,
        min(amount_yuan) filter (where budget_stage = '年初预算') as initial_yuan,
        min(amount_yuan) filter (where budget_stage = '全年预算') as budget_yuan,
        min(amount_yuan) filter (where budget_stage = '决算') as actual_yuan,
        max(rounding_yuan) as rounding_yuan,
        min(doubt) as doubt,
        min(value_text) filter (where budget_stage = '全年预算') as budget_text,
        min(value_text) filter (where budget_stage = '决算') as actual_text,
        any_value(unit_text) as unit_text,
        min(cell_key) filter (where budget_stage = '决算') as actual_cell_key,
        count(*) > count(distinct budget_stage) as is_printed_twice
    from {{ ref('int_printed_figures') }}
    where
        line_item = '合计'
        and fund_source = '合计'
        and {{ only_changed() }}
    group by
        report_key,
        statement,
        project_name

),

rates as (

    select
        printed_rates.*,
        totals.initial_yuan,
        totals.budget_yuan,
        totals.actual_yuan,
        totals.rounding_yuan,
        totals.doubt,
        totals.budget_text,
        totals.actual_text,
        totals.unit_text,
        totals.actual_cell_key,
        totals.is_printed_twice,
        100 * totals.actual_yuan / nullif(totals.budget_yuan, 0) as computed_rate
    from printed_rates
    left join totals
        on
            printed_rates.report_key = totals.report_key
            and printed_rates.statement = totals.statement
            and printed_rates.project_name is not distinct from totals.project_name

),

bounded as (

    select
        *,
        -- How far the rate moves with the last digits of budget and spending, and with its own.
        rate_rounding
        + coalesce(
            100 * rounding_yuan * (1 + abs(actual_yuan) / nullif(budget_yuan, 0)) / nullif(budget_yuan, 0), 0
        ) as rounding,
        abs(100 * actual_yuan / nullif(initial_yuan, 0) - execution_rate) <= 2 * rate_rounding as is_of_initial_budget
    from rates

),

instances as (

    select
        report_key,
        'EXE01' as rule_id,
        place as check_key,
        if(execution_rate = 100 and computed_rate > 100, true, null) as is_held,
        case
            when execution_rate is null then '没有印出执行率'
            when computed_rate is null then '没有印出全年预算数或全年执行数，或预算数为零'
            when is_printed_twice then '年度资金总额印了不止一次'
            when is_of_initial_budget and budget_yuan <> initial_yuan then '执行率按年初预算数计算'
        end as not_evaluated_reason,
        doubt,
        execution_rate as reported_value,
        computed_rate as expected_value,
        rounding,
        map {
            'place': place,
            'reported': execution_rate_text,
            'expected': {{ shown_number('round(cast(computed_rate as decimal(20, 4)), 2)') }},
            'budget': budget_text,
            'actual': actual_text,
            'unit': unit_text
        } as operands,
        source_page,
        source_line,
        cell_key,
        actual_cell_key as other_cell_key
    from bounded

),

{{ checked('instances', ['EXE01']) }}
