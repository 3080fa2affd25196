{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

reports as (

    select
        report_key,
        unit_key,
        fiscal_year
    from {{ ref('int_report_versions') }}
    where
        is_published
        and {{ only_changed() }}

),

figures as (

    select
        figures.*,
        coalesce(reports.unit_key, figures.report_key) as owner_key
    from {{ ref('int_printed_figures') }} as figures
    inner join reports
        on
            figures.report_key = reports.report_key
            and figures.fiscal_year = reports.fiscal_year
    where
        figures.side = '支出'
        and figures.statement in ('部门整体支出绩效自评表', '项目支出绩效自评表')

),

-- The funds of every project that was evaluated, in this file or in one of its own, each project once.
projects as (

    select
        owner_key,
        fiscal_year,
        budget_stage,
        project_name,
        max(amount_yuan) as amount_yuan,
        max(rounding_yuan) as rounding_yuan,
        arg_min(value_text, cell_key) as value_text,
        arg_min(unit_text, cell_key) as unit_text,
        min(cell_key) as cell_key
    from figures
    where
        statement = '项目支出绩效自评表'
        and project_name is not null
        and stated_level = 'total'
        and line_item = '合计'
    group by
        owner_key,
        fiscal_year,
        budget_stage,
        project_name
    having min(amount_yuan) = max(amount_yuan)

),

added as (

    select
        owner_key,
        fiscal_year,
        budget_stage,
        sum(amount_yuan) as amount_yuan,
        sum(rounding_yuan) as rounding_yuan,
        arg_min(cell_key, project_name) as cell_key,
        string_agg(concat('“', project_name, '”', value_text, unit_text), '、' order by project_name) as projects_text
    from projects
    group by
        owner_key,
        fiscal_year,
        budget_stage

),

instances as (

    select
        units.report_key,
        'LINK20' as rule_id,
        concat_ws('|', units.budget_stage, units.statement_no) as check_key,
        -- more than the evaluated projects is no contradiction; less is judged by its size
        if(units.amount_yuan >= added.amount_yuan, true, null) as is_held,
        if(added.owner_key is null, '没有印出项目的资金总额', null) as not_evaluated_reason,
        units.doubt,
        units.amount_yuan / units.unit_factor as reported_value,
        added.amount_yuan / units.unit_factor as expected_value,
        (units.rounding_yuan + added.rounding_yuan) / units.unit_factor as rounding,
        map {
            'statement': units.statement,
            'line': {{ figure_name('units') }},
            'stage': units.budget_stage,
            'reported': units.value_text,
            'expected': {{ shown_in_unit('added.amount_yuan', 'units.unit_factor') }},
            'parts': coalesce(added.projects_text, ''),
            'unit': units.unit_text
        } as operands,
        units.source_page,
        units.source_line,
        units.cell_key,
        added.cell_key as other_cell_key
    from figures as units
    left join added
        on
            units.owner_key = added.owner_key
            and units.fiscal_year = added.fiscal_year
            and units.budget_stage = added.budget_stage
    where
        units.statement = '部门整体支出绩效自评表'
        and units.expenditure_kind = '项目支出'
        and units.line_item = '项目支出'
        and units.fund_source = '合计'
        and units.project_name is null

),

{{ checked('instances', ['LINK20']) }}
