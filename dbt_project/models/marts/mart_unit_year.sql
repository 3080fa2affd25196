{%- set money = [
    'initial_budget',
    'adjusted_budget',
    'actual',
    'basic',
    'project',
    'three_public_budget',
    'three_public_actual',
] -%}
{%- set counts = ['establishment', 'staff'] -%}

with

measures as (

    select * from {{ ref('mart_unit_measure') }}

),

units as (

    select * from {{ ref('dim_unit') }}

),

reports as (

    select
        unit_key,
        fiscal_year,
        count(*) as report_count
    from {{ ref('dim_report') }}
    where
        is_current
        and quality_status <> 'quarantined'
        and unit_key is not null
        and fiscal_year is not null
    group by
        unit_key,
        fiscal_year

),

findings as (

    select
        unit_key,
        fiscal_year,
        count(*) as finding_count,
        count(*) filter (where severity = 'critical') as critical_finding_count
    from {{ ref('fact_finding') }}
    group by
        unit_key,
        fiscal_year

),

unit_years as (

    select
        unit_key,
        fiscal_year
    from measures

    union

    select
        unit_key,
        fiscal_year
    from reports

),

wide as (

    select
        unit_key,
        fiscal_year,
        {% for measure in money + counts + ['self_score', 'printed_execution_rate'] -%}
            max(value) filter (where measure = '{{ measure }}') as {{ measure }},
            max(source) filter (where measure = '{{ measure }}') as {{ measure }}_source,
        {% endfor -%}
        max(fund_source) filter (where measure = 'adjusted_budget') as budget_fund,
        max(fund_source) filter (where measure = 'actual') as actual_fund
    from measures
    group by
        unit_key,
        fiscal_year

),

-- Budget and spending are compared where they cover the same funds; else the rate the evaluation prints stands.
rated as (

    select
        *,
        coalesce(budget_fund = actual_fund and adjusted_budget > 0, false) as is_rate_computed
    from wide

),

final as (

    select
        {{ hashed_key(['unit_years.unit_key', 'unit_years.fiscal_year']) }} as unit_year_key,
        unit_years.unit_key,
        units.unit_name,
        units.division_code,
        units.province,
        units.city,
        units.county,
        unit_years.fiscal_year,
        {% for measure in money -%}
            rated.{{ measure }} as {{ measure }}_yuan,
            rated.{{ measure }}_source as {{ measure }}_yuan_source,
        {% endfor -%}
        cast(
            if(rated.is_rate_computed, 100 * rated.actual / rated.adjusted_budget, rated.printed_execution_rate)
            as decimal(9, 2)
        ) as execution_rate,
        if(
            rated.is_rate_computed,
            concat_ws('÷', rated.actual_source, rated.adjusted_budget_source),
            rated.printed_execution_rate_source
        ) as execution_rate_source,
        {% for measure in counts -%}
            cast(rated.{{ measure }} as integer) as {{ measure }},
            rated.{{ measure }}_source,
        {% endfor -%}
        cast(rated.self_score as decimal(9, 2)) as self_score,
        rated.self_score_source,
        cast(coalesce(findings.finding_count, 0) as integer) as finding_count,
        cast(coalesce(findings.critical_finding_count, 0) as integer) as critical_finding_count,
        cast(coalesce(reports.report_count, 0) as integer) as report_count
    from unit_years
    inner join units on unit_years.unit_key = units.unit_key
    left join rated
        on
            unit_years.unit_key = rated.unit_key
            and unit_years.fiscal_year = rated.fiscal_year
    left join findings
        on
            unit_years.unit_key = findings.unit_key
            and unit_years.fiscal_year = findings.fiscal_year
    left join reports
        on
            unit_years.unit_key = reports.unit_key
            and unit_years.fiscal_year = reports.fiscal_year

)

select * from final
