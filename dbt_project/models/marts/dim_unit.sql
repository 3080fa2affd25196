with

units as (

    select * from {{ ref('int_units') }}

),

final as (

    select
        unit_key,
        unit_name,
        division_code,
        province,
        city,
        county,
        parent_unit_key,
        unit_kind
    from units

)

select * from final
