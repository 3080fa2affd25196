{{ config(materialized='view') }}

with

divisions as (

    select
        code,
        name,
        level,
        parent_code,
        coalesce(valid_from, 0) as valid_from,
        coalesce(valid_to, 9999) as valid_to
    from {{ ref('divisions') }}

),

-- One name per code at the upper levels: the newest.
uppers as (

    select
        code,
        name,
        level,
        parent_code
    from divisions
    qualify row_number() over (partition by code order by valid_to desc, valid_from desc) = 1

),

final as (

    select
        divisions.code as division_code,
        divisions.valid_from,
        divisions.valid_to,
        case
            when divisions.level = '省' then divisions.name
            when parents.level = '省' then parents.name
            when grandparents.level = '省' then grandparents.name
        end as province,
        case
            when divisions.level = '市' then divisions.name
            when parents.level = '市' then parents.name
        end as city,
        case when divisions.level = '县' then divisions.name end as county
    from divisions
    left join uppers as parents on divisions.parent_code = parents.code
    left join uppers as grandparents on parents.parent_code = grandparents.code

)

select * from final
