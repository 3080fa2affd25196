{#-
  Which reports were to be expected of each unit and what came. The roster says it; a unit that no roster names is expected
  every year between the first and the last year that any report in the warehouse is about.
-#}
with

versions as (

    select
        report_key,
        unit_key,
        unit_name,
        division_code,
        report_type,
        fiscal_year,
        published_on,
        is_published,
        is_current
    from {{ ref('int_report_versions') }}
    where
        unit_key is not null
        and fiscal_year is not null
        and report_type is not null

),

roster as (

    select
        {{ hashed_key(['roster.division_code', folded('roster.unit_name')]) }} as unit_key,
        roster.unit_name,
        roster.division_code,
        roster.report_type,
        roster.first_year,
        roster.last_year
    from {{ ref('roster') }} as roster

),

approvals as (

    select
        division_code,
        report_type,
        fiscal_year,
        approved_on
    from {{ ref('approvals') }}

),

seen_years as (

    select
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from versions

),

-- Evaluations of projects come and go with the projects: nobody is expected to have one every year.
seen_units as (

    select distinct
        unit_key,
        unit_name,
        division_code,
        report_type
    from versions
    where
        report_type in (
            {% for report_type in var('yearly_report_types') -%}
                '{{ report_type }}'{{ ',' if not loop.last }}
            {% endfor -%}
        )
        and not exists (
            select 1
            from roster
            where roster.unit_key = versions.unit_key
        )

),

expected as (

    select
        roster.unit_key,
        roster.unit_name,
        roster.division_code,
        roster.report_type,
        unnest(range(roster.first_year, coalesce(roster.last_year, seen_years.last_year) + 1)) as fiscal_year,
        'roster' as expected_by
    from roster
    cross join seen_years

    union all

    select
        seen_units.unit_key,
        seen_units.unit_name,
        seen_units.division_code,
        seen_units.report_type,
        unnest(range(seen_years.first_year, seen_years.last_year + 1)) as fiscal_year,
        'seen' as expected_by
    from seen_units
    cross join seen_years

),

named as (

    select *
    from expected
    qualify
        row_number() over (
            partition by
                unit_key,
                report_type,
                fiscal_year
            order by unit_name asc
        ) = 1

),

received as (

    select
        unit_key,
        report_type,
        fiscal_year,
        bool_or(is_published) as is_published,
        min(published_on) as published_on,
        arg_max(report_key, is_current) as report_key
    from versions
    group by
        unit_key,
        report_type,
        fiscal_year

),

final as (

    select
        {{ hashed_key(['named.unit_key', 'named.report_type', 'named.fiscal_year']) }} as coverage_key,
        named.unit_key,
        named.unit_name,
        named.division_code,
        named.report_type,
        cast(named.fiscal_year as integer) as fiscal_year,
        named.expected_by,
        case
            when received.report_key is null then 'missing'
            when received.is_published then 'received'
            else 'quarantined'
        end as status,
        received.report_key,
        received.published_on,
        cast(approvals.approved_on + {{ var('days_to_publish') }} as date) as due_on,
        cast(
            received.published_on - (approvals.approved_on + {{ var('days_to_publish') }}) as integer
        ) as days_after_due
    from named
    left join received
        on
            named.unit_key = received.unit_key
            and named.report_type = received.report_type
            and named.fiscal_year = received.fiscal_year
    left join approvals
        on
            named.division_code = approvals.division_code
            and named.report_type = approvals.report_type
            and named.fiscal_year = approvals.fiscal_year

)

select * from final
