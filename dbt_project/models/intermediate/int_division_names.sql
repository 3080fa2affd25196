with

divisions as (

    select
        code,
        name,
        level,
        parent_code,
        valid_from,
        valid_to
    from {{ ref('divisions') }}

),

levels as (

    select
        code,
        name,
        case level when '省' then 1 when '市' then 2 when '县' then 3 end as level_no,
        parent_code,
        coalesce(valid_from, 0) as valid_from,
        coalesce(valid_to, 9999) as valid_to
    from divisions

),

full_names as (

    select
        *,
        name as written,
        true as is_full_name
    from levels

),

-- What people write when they leave the kind of division out: 某某 for 某某市, 某某 for 某某藏族自治州.
short_names as (

    select
        *,
        regexp_replace(
            name,
            '^(.{2,}?)(?:(?:[^族]{1,4}族)*自治[区州县旗]|维吾尔自治区|特别行政区|地区|省|市|县|区|盟|旗)$',
            '\1'
        ) as written,
        false as is_full_name
    from levels

),

final as (

    select * from full_names
    union all
    select * from short_names
    where
        written <> name
        and length(written) >= 2

)

select
    code,
    name,
    level_no,
    parent_code,
    valid_from,
    valid_to,
    written,
    left(written, 2) as written_prefix,
    is_full_name
from final
