{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

amounts as (

    {{ said_amounts() }}

),

said as (

    select
        report_key,
        figure_key,
        fiscal_year,
        budget_stage,
        line_item,
        amount_yuan,
        value_text,
        unit_text,
        unit_factor,
        rounding_yuan,
        source_page,
        source_line,
        cell_key
    from amounts
    where
        left_out_reason is null
        and destination = '支出'
        and project_name is null
        and line_item = '机关运行经费'

),

operating as (

    select
        report_key,
        fiscal_year,
        budget_stage,
        count(distinct amount_yuan) as amounts,
        min(statement) as statement,
        min(line_item) as line_item,
        min(amount_yuan) as amount_yuan,
        arg_min(value_text, line_no) as value_text,
        arg_min(unit_text, line_no) as unit_text,
        min(rounding_yuan) as rounding_yuan,
        min(doubt) as doubt,
        arg_min(cell_key, line_no) as cell_key
    from {{ ref('int_printed_figures') }}
    where
        side = '支出'
        and statement in ('一般公共预算财政拨款基本支出决算表', '一般公共预算基本支出表')
        and line_item in ({{ quoted_list(var('operating_total_items')) }})
        and project_name is null
        and economic_code is null
        and {{ only_changed() }}
    group by
        report_key,
        fiscal_year,
        budget_stage

),

paired as (

    select
        said.*,
        operating.statement,
        operating.line_item as table_item,
        operating.amounts,
        operating.doubt,
        operating.amount_yuan as table_yuan,
        operating.cell_key as table_cell_key,
        concat(operating.value_text, operating.unit_text) as table_text,
        said.rounding_yuan + operating.rounding_yuan as both_rounding,
        {{ digits_in_unit('said.amount_yuan', 'said.unit_factor') }} as said_digits,
        {{ digits_in_unit('operating.amount_yuan', 'said.unit_factor') }} as table_digits
    from said
    left join operating
        on
            said.report_key = operating.report_key
            and said.fiscal_year = operating.fiscal_year
            and said.budget_stage = operating.budget_stage

),

-- 机关运行经费 is the 公用经费 of the offices among a unit's members: not more than all 公用经费. Less may be right, unless one
-- digit is all that tells them apart.
instances as (

    select
        report_key,
        'TXT04' as rule_id,
        figure_key as check_key,
        amount_yuan - table_yuan <= both_rounding
        and (
            table_yuan - amount_yuan <= both_rounding
            or not {{ differ_by_a_digit('said_digits', 'table_digits') }}
        ) as is_held,
        case
            when table_yuan is null then '基本支出表没有印出公用经费合计'
            when amounts > 1 then '表中印出几个不同的数'
        end as not_evaluated_reason,
        doubt,
        amount_yuan / unit_factor as reported_value,
        table_yuan / unit_factor as expected_value,
        cast(null as double) as rounding,
        map {
            'line': line_item,
            'reported': concat(value_text, unit_text),
            'statement': coalesce(statement, ''),
            'other_line': coalesce(table_item, ''),
            'expected': coalesce(table_text, '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        table_cell_key as other_cell_key
    from paired

),

{{ checked('instances', ['TXT04']) }}
