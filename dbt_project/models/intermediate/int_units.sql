with

-- A unit is known by its own reports and by the rows of others that name it; its own say more of it.
reports as (

    select
        unit_key,
        unit_name,
        division_code,
        fiscal_year,
        landed_at,
        report_key,
        false as is_row
    from {{ ref('int_report_versions') }}
    where unit_key is not null

    union all

    select
        unit_key,
        unit_name,
        division_code,
        fiscal_year,
        landed_at,
        report_key,
        true as is_row
    from {{ ref('int_row_units') }}

),

places as (

    select * from {{ ref('int_division_places') }}

),

latest as (

    select
        unit_key,
        unit_name,
        division_code,
        fiscal_year
    from reports
    qualify
        row_number() over (
            partition by unit_key
            order by
                is_row asc,
                fiscal_year desc nulls last,
                landed_at desc,
                report_key asc
        ) = 1

),

kinds as (

    select
        unit_key,
        arg_max(unit_kind, (fiscal_year, report_key)) as unit_kind
    from {{ ref('int_unit_kinds') }}
    group by unit_key

),

parents as (

    select
        unit_key,
        arg_max(parent_unit_key, (fiscal_year, report_key)) as parent_unit_key
    from {{ ref('int_unit_parents') }}
    group by unit_key

),

final as (

    select
        latest.unit_key,
        latest.unit_name,
        latest.division_code,
        places.province,
        places.city,
        places.county,
        parents.parent_unit_key,
        kinds.unit_kind
    from latest
    left join places on latest.division_code = places.division_code
    left join parents on latest.unit_key = parents.unit_key
    left join kinds on latest.unit_key = kinds.unit_key
    qualify
        row_number() over (
            partition by latest.unit_key
            order by
                coalesce(latest.fiscal_year between places.valid_from and places.valid_to, false) desc,
                places.valid_to desc
        ) = 1

)

select * from final
