{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

amounts as (

    {{ said_amounts() }}

),

-- Figures said in text; what is said again is the same contradiction.
said as (

    select
        report_key,
        figure_key,
        figure_no,
        destination as side,
        fiscal_year,
        budget_stage,
        expenditure_kind,
        fund_source,
        revenue_source,
        economic_code,
        project_name,
        {{ project_key('project_name') }} as project_key,
        {{ folded('project_name') }} = {{ folded('line_item') }} as is_of_project,
        line_item,
        coalesce(economic_code, {{ folded('line_item') }}) as item_key,
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

),

printed as (

    select
        *,
        {{ project_key('project_name') }} as project_key,
        coalesce(economic_code, {{ folded('line_item') }}) as item_key
    from {{ ref('int_printed_figures') }}
    where {{ only_changed() }}

),

-- Where each is looked up. The money of a project is said by its name and printed in its own form as 合计. The income of
-- a budget is its spending: a form of evaluation prints the money of the year, and no income.
looked_up as (

    select
        *,
        side as printed_side,
        item_key as printed_item
    from said

    union all

    select
        *,
        side as printed_side,
        '合计' as printed_item
    from said
    where
        is_of_project
        and item_key <> '合计'

    union all

    select
        *,
        '支出' as printed_side,
        '合计' as printed_item
    from said
    where
        side = '收入'
        and budget_stage <> '决算'
        and revenue_source = '合计'
        and item_key = '合计'
        and project_key is null

),

-- What a table prints of the same thing. Basic spending by economic account is spending of that account.
candidates as (

    select
        looked_up.report_key,
        looked_up.figure_key,
        looked_up.side,
        printed.statement,
        printed.amount_yuan,
        printed.value_text,
        printed.unit_text,
        printed.rounding_yuan,
        printed.cell_key,
        printed.doubt,
        printed.line_no,
        (
            looked_up.fund_source = printed.fund_source
            -- sources that name their fund, whatever fund the statement as a whole covers
            or looked_up.revenue_source in (
                '一般公共预算财政拨款收入', '政府性基金预算财政拨款收入', '国有资本经营预算财政拨款收入'
            )
        ) as is_same_fund,
        abs(looked_up.amount_yuan - printed.amount_yuan)
        <= looked_up.rounding_yuan + printed.rounding_yuan as is_same_amount
    from looked_up
    inner join printed
        on
            looked_up.report_key = printed.report_key
            and looked_up.printed_side = printed.side
            and looked_up.fiscal_year = printed.fiscal_year
            and looked_up.budget_stage = printed.budget_stage
            and looked_up.project_key is not distinct from printed.project_key
            and looked_up.printed_item = printed.item_key
            and (
                looked_up.printed_side = '收入'
                or looked_up.economic_code is not null
                or looked_up.expenditure_kind = printed.expenditure_kind
            )
            and (looked_up.printed_side = '支出' or looked_up.revenue_source = printed.revenue_source)

),

matched as (

    select
        report_key,
        figure_key,
        side,
        bool_or(is_same_amount) as is_printed_so,
        count(distinct amount_yuan) filter (where is_same_fund) as fund_amounts,
        arg_min(
            {
                'statement': statement,
                'amount_yuan': amount_yuan,
                'text': concat(value_text, unit_text),
                'rounding_yuan': rounding_yuan,
                'cell_key': cell_key
            },
            (not is_same_amount, not is_same_fund, line_no, cell_key)
        ) as nearest,
        min(doubt) filter (where is_same_fund) as doubt
    from candidates
    group by
        report_key,
        figure_key,
        side

),

-- Printed somewhere else for this year: then the words were read too widely or too narrowly; no contradiction.
elsewhere as (

    select distinct
        said.report_key,
        said.figure_key,
        said.side
    from said
    inner join printed
        on
            said.report_key = printed.report_key
            and said.side = printed.side
            and said.fiscal_year = printed.fiscal_year
            and said.project_key is not distinct from printed.project_key
            and said.amount_yuan = printed.amount_yuan
    where said.amount_yuan <> 0

),

-- 收、支总计 is one figure of both sides, told once.
of_income as (

    select distinct
        report_key,
        figure_key
    from matched
    where side = '收入'

),

instances as (

    select
        said.report_key,
        if(said.project_name is null, 'TXT01', 'TXT02') as rule_id,
        said.rounding_yuan + matched.nearest.rounding_yuan as both_rounding,
        concat_ws('|', said.figure_key, said.side) as check_key,
        cast(null as boolean) as is_held,
        cast(null as varchar) as not_evaluated_reason,
        case
            when matched.fund_amounts = 0 then '表中没有同一资金来源的数'
            when matched.fund_amounts > 1 then '表中印出几个不同的数'
            when elsewhere.figure_key is not null then '表中另处印有此数'
            when said.amount_yuan = 0 then '正文为零，可能只说其中一部分'
            when
                {{ is_unit_slip('said.amount_yuan', 'matched.nearest.amount_yuan', 'both_rounding') }}
                then '金额单位似不一致'
            else matched.doubt
        end as doubt,
        said.amount_yuan / said.unit_factor as reported_value,
        matched.nearest.amount_yuan / said.unit_factor as expected_value,
        both_rounding / said.unit_factor as rounding,
        case
            when said.amount_yuan <> matched.nearest.amount_yuan then map(
                ['line', 'column', 'statement', 'reported', 'expected', 'unit'],
                [
                    coalesce(said.project_name, said.line_item),
                    said.budget_stage,
                    matched.nearest.statement,
                    concat(said.value_text, said.unit_text),
                    matched.nearest.text,
                    said.unit_text
                ]
            )
        end as operands,
        said.source_page,
        said.source_line,
        said.cell_key,
        matched.nearest.cell_key as other_cell_key
    from said
    inner join matched
        on
            said.report_key = matched.report_key
            and said.figure_key = matched.figure_key
            and said.side = matched.side
    left join elsewhere
        on
            said.report_key = elsewhere.report_key
            and said.figure_key = elsewhere.figure_key
            and said.side = elsewhere.side
    left join of_income
        on
            said.report_key = of_income.report_key
            and said.figure_key = of_income.figure_key
    where
        said.side = '收入'
        or of_income.figure_key is null

),

{{ checked('instances', ['TXT01', 'TXT02']) }}
