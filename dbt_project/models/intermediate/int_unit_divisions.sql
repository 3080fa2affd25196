{{ config(materialized='view') }}

with

reports as (

    select
        report_key,
        fiscal_year,
        unit_name,
        title,
        publisher
    from {{ ref('int_reports') }}

),

candidates as (

    select * from {{ ref('int_division_candidates') }}

),

mentions as (

    select * from {{ ref('int_division_mentions') }}

),

ancestors as (

    select * from {{ ref('int_division_ancestors') }}

),

-- The unit's own name speaks first, then the report's title, then whoever published it.
evidence as (

    select
        report_key,
        coalesce(fiscal_year, 0) as fiscal_year,
        unnest(['单位名称', '报告标题', '发布机构']) as kind,
        unnest([1, 2, 3]) as rank_no,
        unnest([unit_name, {{ squeezed('title') }}, {{ squeezed('publisher') }}]) as text
    from reports
    where unit_name is not null

),

proposed as (

    select
        evidence.report_key,
        evidence.fiscal_year,
        evidence.kind,
        evidence.rank_no,
        candidates.code
    from evidence
    inner join candidates
        on
            evidence.text = candidates.text
            and evidence.fiscal_year = candidates.fiscal_year

),

speaking as (

    select
        *,
        count(*) over (partition by report_key) as candidate_count
    from (
        select *
        from proposed
        qualify rank_no = min(rank_no) over (partition by report_key)
    ) as first_evidence

),

-- Several counties of one name: the one whose city or province, or which itself, the other evidence names.
supported as (

    select
        speaking.report_key,
        speaking.code,
        min(evidence.rank_no) as support_rank
    from speaking
    inner join evidence
        on
            speaking.report_key = evidence.report_key
            and speaking.rank_no < evidence.rank_no
    inner join mentions
        on
            evidence.text = mentions.text
            and evidence.fiscal_year = mentions.fiscal_year
    inner join ancestors
        on
            speaking.code = ancestors.code
            and mentions.code = ancestors.ancestor_code
    where speaking.candidate_count > 1
    group by
        speaking.report_key,
        speaking.code

),

best_supported as (

    select
        *,
        count(*) over (partition by report_key) as best_count
    from (
        select *
        from supported
        qualify support_rank = min(support_rank) over (partition by report_key)
    ) as first_support

),

final as (

    select
        report_key,
        code as division_code,
        kind as division_evidence
    from speaking
    where candidate_count = 1

    union all

    select
        best_supported.report_key,
        best_supported.code as division_code,
        concat(speaking.kind, '，同名地区由其他信息判定') as division_evidence
    from best_supported
    inner join speaking
        on
            best_supported.report_key = speaking.report_key
            and best_supported.code = speaking.code
    where best_supported.best_count = 1

)

select
    report_key,
    division_code,
    division_evidence
from final
