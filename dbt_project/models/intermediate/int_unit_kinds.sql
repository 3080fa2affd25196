{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

reports as (

    select
        report_key,
        file_sha256,
        unit_key,
        fiscal_year,
        {{ folded('unit_name') }} as unit_name_key
    from {{ ref('int_report_versions') }}
    where
        unit_key is not null
        and {{ only_changed() }}

),

kinds as (

    select
        phrase_key,
        unit_kind
    from {{ ref('unit_kinds') }}

),

texts as (

    select
        file_sha256,
        block_no,
        {{ folded('text') }} as text_key,
        source_page,
        source_line
    from {{ ref('stg_report_block') }}
    where
        kind = 'text'
        and regexp_matches(text, '(?:单位|部门|机构|机关|团体|组织|类)')

),

-- 某局是某县人民政府工作部门: subject and the rest of the clause; what it has under it stands behind a comma.
sentences as (

    select
        reports.report_key,
        reports.unit_key,
        reports.fiscal_year,
        reports.unit_name_key,
        texts.block_no,
        regexp_extract(
            texts.text_key,
            '(?:^|[,。;:)、])([^,。;:()、]{4,40}?)(?:是|为|系|属于|属)([^,。;]{2,60})',
            ['subject', 'told']
        ) as sentence,
        texts.source_page,
        texts.source_line
    from reports
    inner join texts on reports.file_sha256 = texts.file_sha256

),

final as (

    select
        sentences.report_key,
        sentences.unit_key,
        sentences.fiscal_year,
        kinds.unit_kind,
        sentences.source_page,
        sentences.source_line
    from sentences
    inner join kinds on contains(sentences.sentence.told, kinds.phrase_key)
    where
        sentences.sentence.subject <> ''
        and suffix(sentences.unit_name_key, sentences.sentence.subject)
    qualify
        row_number() over (
            partition by sentences.report_key
            order by
                sentences.block_no asc,
                length(kinds.phrase_key) desc,
                kinds.phrase_key asc
        ) = 1

)

select * from final
