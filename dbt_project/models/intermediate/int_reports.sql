{{ config(materialized='view') }}

with

reports as (

    select * from {{ ref('stg_report') }}

),

documents as (

    select * from {{ ref('stg_document') }}

),

landing_files as (

    select * from {{ ref('stg_landing_file') }}

),

scanned_names as (

    select * from {{ ref('int_scanned_unit_names') }}

),

-- The manifest may be filled in after a file was read: what it says now wins.
final as (

    select
        reports.report_key,
        reports.file_sha256,
        reports.part_no,
        documents.file_name,
        documents.file_path,
        documents.source_format,
        reports.title,
        coalesce(landing_files.source_url, documents.source_url) as source_url,
        coalesce(landing_files.publisher, documents.publisher) as publisher,
        coalesce(landing_files.published_on, documents.published_on) as published_on,
        coalesce(landing_files.retrieved_at, documents.retrieved_at) as retrieved_at,
        documents.landed_at,
        documents.recogniser_version,
        documents.recognised_at,
        coalesce(scanned_names.unit_name, reports.unit_name) as unit_name,
        reports.unit_name_text,
        reports.unit_evidence,
        -- tables without a cover page name no year; who files them names it
        coalesce(reports.fiscal_year, {{ year_of_file_name('documents.file_name') }}) as fiscal_year,
        reports.report_type
    from reports
    inner join documents on reports.file_sha256 = documents.file_sha256
    left join scanned_names on reports.report_key = scanned_names.report_key
    left join landing_files
        on
            documents.file_path = landing_files.file_path
            and documents.file_sha256 = landing_files.file_sha256

)

select * from final
