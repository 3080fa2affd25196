with

versions as (

    select * from {{ ref('int_report_versions') }}

),

contradicted as (

    select distinct findings.report_key
    from {{ ref('int_findings') }} as findings
    inner join {{ ref('rules') }} as rules on findings.rule_id = rules.rule_id
    where
        findings.severity <> 'info'
        and findings.status = 'open'
        and rules.consequence <> 'listed'

),

final as (

    select
        versions.report_key,
        versions.file_name,
        versions.file_sha256,
        versions.source_format,
        versions.title,
        versions.source_url,
        versions.publisher,
        versions.published_on,
        versions.retrieved_at,
        versions.unit_key,
        versions.division_code,
        versions.fiscal_year,
        versions.report_type,
        versions.is_current,
        versions.supersedes_report_key,
        case
            when versions.quality_status = 'accepted' and contradicted.report_key is not null
                then 'accepted_with_findings'
            else versions.quality_status
        end as quality_status
    from versions
    left join contradicted on versions.report_key = contradicted.report_key

)

select * from final
