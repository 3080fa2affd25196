with

reports as (

    select
        report_key,
        unit_name,
        title,
        publisher,
        fiscal_year
    from {{ ref('int_reports') }}

),

names as (

    select * from {{ ref('int_division_names') }}

),

ancestors as (

    select * from {{ ref('int_division_ancestors') }}

),

texts as (

    select distinct
        unnest([unit_name, {{ squeezed('title') }}, {{ squeezed('publisher') }}]) as text,
        coalesce(fiscal_year, 0) as fiscal_year
    from reports

),

-- A hash join on the first two characters keeps this linear in the length of the texts.
positions as (

    select
        text,
        fiscal_year,
        unnest(generate_series(1, length(text) - 1)) as start_at
    from texts
    where text is not null

),

found as (

    select
        positions.text,
        positions.fiscal_year,
        positions.start_at,
        positions.start_at + length(names.written) - 1 as end_at,
        names.code,
        names.level_no,
        names.is_full_name,
        case
            when positions.fiscal_year = 0 then if(names.valid_to = 9999, 0, 1)
            else greatest(names.valid_from - positions.fiscal_year, positions.fiscal_year - names.valid_to, 0)
        end as years_off
    from positions
    inner join names
        on
            substr(positions.text, positions.start_at, 2) = names.written_prefix
            and starts_with(substr(positions.text, positions.start_at), names.written)

),

in_period as (

    select *
    from found
    where years_off <= {{ var('division_grace_years') }}
    qualify years_off = min(years_off) over (partition by text, fiscal_year, start_at, end_at)

),

spans as (

    select distinct
        text,
        fiscal_year,
        start_at,
        end_at
    from in_period

),

-- 某某 within 某某市, or a county whose name is part of a longer one, is not a mention of its own.
outermost as (

    select in_period.*
    from in_period
    where not exists (
        select 1
        from spans
        where
            spans.text = in_period.text
            and spans.fiscal_year = in_period.fiscal_year
            and spans.start_at <= in_period.start_at
            and spans.end_at >= in_period.end_at
            and spans.end_at - spans.start_at > in_period.end_at - in_period.start_at
    )

),

-- A short name is an everyday word as often as a place (和平, 新城, 东方): it counts right behind a division that it is
-- part of, and that of a city or province also at the very beginning.
mentions as (

    select outermost.*
    from outermost
    where
        outermost.is_full_name
        or (outermost.start_at = 1 and outermost.level_no < 3)
        or exists (
            select 1
            from outermost as upper
            inner join ancestors
                on
                    upper.code = ancestors.ancestor_code
            where
                upper.text = outermost.text
                and upper.fiscal_year = outermost.fiscal_year
                and upper.end_at + 1 = outermost.start_at
                and ancestors.code = outermost.code
        )

),

final as (

    select distinct
        text,
        fiscal_year,
        start_at,
        end_at,
        code,
        level_no
    from mentions

)

select
    text,
    fiscal_year,
    start_at,
    end_at,
    code,
    level_no
from final
