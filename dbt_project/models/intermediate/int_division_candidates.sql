with

mentions as (

    select * from {{ ref('int_division_mentions') }}

),

ancestors as (

    select * from {{ ref('int_division_ancestors') }}

),

spans as (

    select distinct
        text,
        fiscal_year,
        start_at
    from mentions

),

-- For every mention: how many mentions stand before it, and how many of those are divisions that it is part of.
context as (

    select
        mentions.text,
        mentions.fiscal_year,
        mentions.start_at,
        mentions.code,
        mentions.level_no,
        (
            select count(*)
            from spans
            where
                spans.text = mentions.text
                and spans.fiscal_year = mentions.fiscal_year
                and spans.start_at < mentions.start_at
        ) as spans_before,
        (
            select count(distinct upper.start_at)
            from mentions as upper
            inner join ancestors
                on
                    upper.code = ancestors.ancestor_code
            where
                upper.text = mentions.text
                and upper.fiscal_year = mentions.fiscal_year
                and upper.start_at < mentions.start_at
                and ancestors.code = mentions.code
        ) as ancestors_before
    from mentions

),

-- 甲市驻乙市办事处 belongs to 甲市; a county named behind a city that it is not part of is not meant.
consistent as (

    select *
    from context
    where spans_before = ancestors_before

),

final as (

    select distinct
        text,
        fiscal_year,
        code,
        level_no
    from consistent
    qualify
        level_no = max(level_no) over (partition by text, fiscal_year)
        and ancestors_before = max(ancestors_before) over (partition by text, fiscal_year, level_no)

)

select
    text,
    fiscal_year,
    code,
    level_no
from final
