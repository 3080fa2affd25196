{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

said as (

    select
        figures.*,
        cast(money_units.factor as double) as unit_factor,
        {{ printed_rounding('figures.value_text', 'money_units.factor') }} as rounding_yuan,
        coalesce(figures.revenue_source, figures.line_item) as item
    from {{ ref('int_text_figures') }} as figures
    inner join money_units on {{ folded('figures.unit_text') }} = money_units.unit_key
    where
        figures.left_out_reason is null
        and figures.destination in ('收入', '支出')
        and figures.project_name is null
        and {{ only_changed('figures.report_key') }}

),

printed as (

    select
        *,
        if(side = '收入', revenue_source, line_item) as item
    from {{ ref('int_printed_figures') }}
    where {{ only_changed() }}

),

-- The same item, year, stage and kind in a statement of the report, whatever the fund.
compared as (

    select
        said.*,
        printed.statement as printed_statement,
        printed.amount_yuan as printed_yuan,
        printed.value_text as printed_text,
        printed.unit_text as printed_unit,
        printed.cell_key as printed_cell_key,
        {{ is_unit_confusion('said', 'printed') }} as is_confusion,
        abs(said.amount_yuan - printed.amount_yuan) <= said.rounding_yuan + printed.rounding_yuan as is_same
    from said
    inner join printed
        on
            said.report_key = printed.report_key
            and said.destination = printed.side
            and said.fiscal_year = printed.fiscal_year
            and said.budget_stage = printed.budget_stage
            and said.item = printed.item
            and said.expenditure_kind is not distinct from printed.expenditure_kind

),

nearest as (

    select *
    from compared
    qualify
        row_number() over (
            partition by report_key, figure_key, destination
            order by (not is_same, not is_confusion, printed_statement, printed_cell_key)
        ) = 1

),

instances as (

    select
        report_key,
        'UNIT01' as rule_id,
        concat_ws('|', destination, item, value_text, unit_text, figure_key) as check_key,
        is_same or not is_confusion as is_held,
        cast(null as varchar) as not_evaluated_reason,
        cast(null as varchar) as doubt,
        amount_yuan / unit_factor as reported_value,
        printed_yuan / unit_factor as expected_value,
        cast(null as double) as rounding,
        if(not is_same and is_confusion, map {
            'statement': printed_statement,
            'line': line_item,
            'reported': concat(value_text, unit_text),
            'expected': concat(printed_text, printed_unit)
        }, null) as operands,
        source_page,
        source_line,
        cell_key,
        printed_cell_key as other_cell_key
    from nearest

),

{{ checked('instances', ['UNIT01']) }}
