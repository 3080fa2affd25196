{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- Reports of one unit are changed together (int_changed_reports): last year's report is at hand.
reports as (

    select
        report_key,
        unit_key,
        fiscal_year
    from {{ ref('int_report_versions') }}
    where
        is_published
        and unit_key is not null
        and report_type = '部门决算'
        and {{ only_changed() }}

),

years as (

    select
        this_year.report_key,
        last_year.report_key as last_report_key,
        last_year.fiscal_year as last_fiscal_year
    from reports as this_year
    inner join reports as last_year
        on
            this_year.unit_key = last_year.unit_key
            and this_year.fiscal_year = last_year.fiscal_year + 1

),

measures as (

    select * from {{ ref('int_statement_measures') }}
    where {{ only_changed() }}

),

carried as (

    select *
    from {{ ref('int_printed_figures') }}
    where
        statement in ('收入支出决算总表', '财政拨款收入支出决算总表')
        and stated_level = 'memo'
        and len(section_keys) = 0
        and (
            revenue_source = '年初结转和结余'
            or line_item in ('年末结转和结余', '年末财政拨款结转和结余')
        )
        and {{ only_changed() }}

),

instances as (

    select
        years.report_key,
        'LINK10' as rule_id,
        concat_ws('|', later.measure_key, later.statement) as check_key,
        cast(null as boolean) as is_held,
        cast(null as varchar) as not_evaluated_reason,
        coalesce(later.doubt, earlier.doubt) as doubt,
        later.amount_yuan / later.unit_factor as reported_value,
        earlier.amount_yuan / later.unit_factor as expected_value,
        (later.rounding_yuan + earlier.rounding_yuan) / later.unit_factor as rounding,
        map {
            'statement': later.statement,
            'line': later.figure_name,
            'reported': concat(later.value_text, later.unit_text),
            'year': cast(years.last_fiscal_year as varchar),
            'expected': concat(earlier.value_text, earlier.unit_text),
            'unit': later.unit_text
        } as operands,
        later.source_page,
        later.source_line,
        later.cell_key,
        earlier.cell_key as other_cell_key
    from years
    inner join measures as later
        on
            years.report_key = later.report_key
            and years.last_fiscal_year = later.fiscal_year
    inner join measures as earlier
        on
            years.last_report_key = earlier.report_key
            and later.measure_key = earlier.measure_key
            and later.statement = earlier.statement

    union all

    select
        years.report_key,
        'LINK11' as rule_id,
        later.statement as check_key,
        cast(null as boolean) as is_held,
        case
            when
                count(*) over (partition by later.report_key, later.statement, earlier.statement) > 1
                then '结转结余印出多次'
        end as not_evaluated_reason,
        cast(null as varchar) as doubt,
        later.amount_yuan / later.unit_factor as reported_value,
        earlier.amount_yuan / later.unit_factor as expected_value,
        (later.rounding_yuan + earlier.rounding_yuan) / later.unit_factor as rounding,
        map {
            'statement': later.statement,
            'line': {{ figure_name('later') }},
            'reported': concat(later.value_text, later.unit_text),
            'year': cast(years.last_fiscal_year as varchar),
            'expected': concat(earlier.value_text, earlier.unit_text),
            'unit': later.unit_text
        } as operands,
        later.source_page,
        later.source_line,
        later.cell_key,
        earlier.cell_key as other_cell_key
    from years
    inner join carried as later
        on
            years.report_key = later.report_key
            and later.side = '收入'
            and later.fiscal_year = years.last_fiscal_year + 1
    inner join carried as earlier
        on
            years.last_report_key = earlier.report_key
            and earlier.side = '支出'
            and years.last_fiscal_year = earlier.fiscal_year
            and later.statement = earlier.statement
            and later.fund_source = earlier.fund_source

),

{{ checked('instances', ['LINK10', 'LINK11']) }}
