with

units as (

    select * from {{ ref('int_units') }}

),

-- Parent and kind stay empty until a raw table carries what a report says of them.
final as (

    select
        unit_key,
        unit_name,
        division_code,
        province,
        city,
        county,
        cast(null as varchar) as parent_unit_key,
        cast(null as varchar) as unit_kind
    from units

)

select * from final
