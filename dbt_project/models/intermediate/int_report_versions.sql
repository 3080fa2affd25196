with

reports as (

    select * from {{ ref('int_reports') }}

),

unit_divisions as (

    select * from {{ ref('int_unit_divisions') }}

),

projects as (

    select * from {{ ref('int_report_projects') }}

),

quarantined as (

    select distinct report_key
    from {{ ref('stg_quarantine') }}

),

code_version as (

    select code_version
    from {{ ref('int_code_version') }}

),

-- Names that a person found to be another spelling of a unit's name.
aliases as (

    select
        division_code,
        alias_key,
        unit_name
    from {{ ref('unit_aliases') }}
    where decision = 'same'

),

named as (

    select
        reports.* replace (coalesce(aliases.unit_name, reports.unit_name) as unit_name),
        unit_divisions.division_code,
        unit_divisions.division_evidence
    from reports
    left join unit_divisions on reports.report_key = unit_divisions.report_key
    left join aliases
        on
            unit_divisions.division_code = aliases.division_code
            and {{ folded('reports.unit_name') }} = aliases.alias_key

),

identified as (

    select
        named.*,
        case
            when named.unit_name is not null
                then {{ hashed_key(['named.division_code', folded('named.unit_name')]) }}
        end as unit_key,
        projects.project_set
    from named
    left join projects on named.report_key = projects.report_key

),

-- What a later file must share with an older one to replace it. Without a unit, year or type nothing replaces anything.
grouped as (

    select
        *,
        case
            when unit_key is null or fiscal_year is null or report_type is null then report_key
            when report_type = '项目支出绩效自评'
                then {{ hashed_key(['unit_key', 'fiscal_year', 'report_type', 'project_set']) }}
            else {{ hashed_key(['unit_key', 'fiscal_year', 'report_type']) }}
        end as version_group
    from identified

),

judged as (

    select
        grouped.*,
        quarantined.report_key is not null as is_quarantined
    from grouped
    left join quarantined on grouped.report_key = quarantined.report_key

),

-- A newer version that cannot be trusted does not hide an older one that can.
decided as (

    select
        *,
        row_number() over (partition by version_group order by is_quarantined asc, {{ newest_first() }}) = 1
            as is_current,
        lead(report_key) over (partition by version_group, is_quarantined order by {{ newest_first() }})
            as supersedes_report_key
    from judged

),

final as (

    select
        decided.report_key,
        decided.file_sha256,
        decided.part_no,
        decided.file_name,
        decided.file_path,
        decided.source_format,
        decided.title,
        decided.source_url,
        decided.publisher,
        decided.published_on,
        decided.retrieved_at,
        decided.landed_at,
        decided.unit_key,
        decided.unit_name,
        decided.unit_name_text,
        decided.unit_evidence,
        decided.division_code,
        decided.division_evidence,
        decided.fiscal_year,
        decided.report_type,
        decided.is_current,
        decided.supersedes_report_key,
        decided.is_quarantined,
        decided.is_current and not decided.is_quarantined as is_published,
        case when decided.is_quarantined then 'quarantined' else 'accepted' end as quality_status,
        {{ hashed_key([
            'decided.recognised_at',
            'decided.recogniser_version',
            'decided.unit_key',
            'decided.unit_name',
            'decided.fiscal_year',
            'decided.report_type',
            'decided.is_current',
            'decided.is_quarantined',
            'code_version.code_version',
        ]) }} as state_hash
    from decided
    cross join code_version

)

select * from final
