{{ config(materialized='view') }}

with

landing_files as (

    select * from {{ ref('stg_landing_file') }}

),

reports as (

    select
        file_sha256,
        arg_min(report_key, part_no) as report_key,
        bool_and(is_quarantined) as is_quarantined
    from {{ ref('int_report_versions') }}
    group by file_sha256

),

quarantine_reasons as (

    select
        versions.file_sha256,
        string_agg(distinct quarantine.reason, '；' order by quarantine.reason) as reasons
    from {{ ref('stg_quarantine') }} as quarantine
    inner join {{ ref('int_report_versions') }} as versions on quarantine.report_key = versions.report_key
    group by versions.file_sha256

),

-- A file that was read but whose reports all fail the gate is quarantined, whatever reading it said.
final as (

    select
        landing_files.file_name,
        landing_files.file_path,
        landing_files.file_sha256,
        landing_files.source_format,
        case
            when landing_files.outcome = 'read' and coalesce(reports.is_quarantined, false) then 'quarantined'
            else landing_files.outcome
        end as outcome,
        case
            when landing_files.outcome = 'read' and coalesce(reports.is_quarantined, false)
                then quarantine_reasons.reasons
            else landing_files.reason
        end as reason,
        reports.report_key
    from landing_files
    left join reports on landing_files.file_sha256 = reports.file_sha256
    left join quarantine_reasons on landing_files.file_sha256 = quarantine_reasons.file_sha256

)

select * from final
