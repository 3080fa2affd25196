{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

amounts as (

    {{ said_amounts() }}

),

-- Figures of running text, also where they are said again.
said as (

    select
        report_key,
        figure_key,
        figure_no,
        destination,
        fiscal_year,
        budget_stage,
        expenditure_kind,
        fund_source,
        revenue_source,
        line_item,
        project_name,
        amount_yuan,
        unit_text,
        concat(value_text, unit_text) as printed_text,
        unit_factor,
        rounding_yuan,
        source_page,
        source_line,
        cell_key
    from amounts
    where
        left_out_reason is null
        or left_out_reason = '重复表述'

),

-- Where a table prints the thing, it decides which figure is right: that is a rule of its own.
in_tables as (

    select distinct
        report_key,
        split_part(check_key, '|', 1) as figure_key
    from {{ ref('check_text_figures') }}
    where
        outcome in ('pass', 'fail')
        and {{ only_changed() }}

),

-- All mentions of one thing, with what is said of it first.
mentions as (

    select
        said.*,
        in_tables.figure_key is not null as is_in_table,
        first_value(said.amount_yuan) over (
            partition by
                said.report_key,
                said.destination,
                said.fiscal_year,
                said.budget_stage,
                said.expenditure_kind,
                said.fund_source,
                said.revenue_source,
                said.line_item,
                said.project_name
            order by said.figure_no
        ) as first_amount
    from said
    left join in_tables
        on
            said.report_key = in_tables.report_key
            and said.figure_key = in_tables.figure_key

),

things as (

    select
        report_key,
        destination,
        line_item,
        project_name,
        budget_stage,
        count(distinct amount_yuan) as amounts,
        bool_or(is_in_table) as is_in_table,
        bool_or(amount_yuan = 0) as is_nothing,
        arg_min(
            {
                'figure_key': figure_key,
                'amount_yuan': amount_yuan,
                'printed_text': printed_text,
                'rounding_yuan': rounding_yuan,
                'cell_key': cell_key
            },
            figure_no
        ) as said_first,
        arg_min(
            {
                'figure_key': figure_key,
                'amount_yuan': amount_yuan,
                'printed_text': printed_text,
                'rounding_yuan': rounding_yuan,
                'unit_text': unit_text,
                'unit_factor': unit_factor,
                'source_page': source_page,
                'source_line': source_line,
                'cell_key': cell_key
            },
            (amount_yuan = first_amount, -figure_no)
        ) as said_again
    from mentions
    group by
        report_key,
        destination,
        fiscal_year,
        budget_stage,
        expenditure_kind,
        fund_source,
        revenue_source,
        line_item,
        project_name
    having count(*) > 1

),

-- 收、支总计 is one figure of both sides, told once.
told_once as (

    select
        things.report_key,
        things.line_item,
        things.project_name,
        things.budget_stage,
        things.amounts,
        things.is_in_table,
        things.is_nothing,
        things.said_first.figure_key as first_key,
        things.said_first.amount_yuan as first_yuan,
        things.said_first.printed_text as first_text,
        things.said_first.cell_key as first_cell_key,
        things.said_again.figure_key as again_key,
        things.said_again.amount_yuan as again_yuan,
        things.said_again.printed_text as again_text,
        things.said_again.cell_key as again_cell_key,
        things.said_again.unit_text,
        things.said_again.unit_factor,
        things.said_again.source_page,
        things.said_again.source_line,
        things.said_first.rounding_yuan + things.said_again.rounding_yuan as both_rounding
    from things
    qualify
        row_number() over (
            partition by things.report_key, things.said_first.figure_key, things.said_again.figure_key
            order by things.destination
        ) = 1

),

instances as (

    select
        report_key,
        'TXT05' as rule_id,
        again_key as check_key,
        cast(null as boolean) as is_held,
        cast(null as varchar) as not_evaluated_reason,
        case
            when is_in_table then '报表印有此数，由报表核对'
            when amounts > 2 then '正文中有几个不同的数，可能各指其中一部分'
            when line_item = '合计' then '合计可能分别指本年和含结转的总额'
            when is_nothing then '正文为零，可能只说其中一部分'
            when {{ is_unit_slip('again_yuan', 'first_yuan', 'both_rounding') }} then '金额单位似不一致'
        end as doubt,
        again_yuan / unit_factor as reported_value,
        first_yuan / unit_factor as expected_value,
        both_rounding / unit_factor as rounding,
        map {
            'line': coalesce(project_name, line_item),
            'column': budget_stage,
            'reported': again_text,
            'expected': first_text,
            'unit': unit_text
        } as operands,
        source_page,
        source_line,
        again_cell_key as cell_key,
        first_cell_key as other_cell_key
    from told_once

),

{{ checked('instances', ['TXT05']) }}
