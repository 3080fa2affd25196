{#- Reviewed corrections and whether each still meets the value it was written for. -#}
with

corrections as (

    select * from {{ ref('corrections') }}

),

documents as (

    select
        file_sha256,
        file_name
    from {{ source('raw', 'document') }}

),

-- Only of files that corrections name: there may be millions of others.
figures as (

    select
        file_sha256,
        cell_key,
        {{ folded('value_text') }} as value_key
    from {{ source('raw', 'statement_line') }}
    where file_sha256 in (select corrections.file_sha256 from corrections)

    union distinct

    select
        file_sha256,
        cell_key,
        {{ folded('value_text') }} as value_key
    from {{ source('raw', 'text_figure') }}
    where file_sha256 in (select corrections.file_sha256 from corrections)

),

renamed as (

    select
        corrections.correction_id,
        corrections.file_sha256,
        documents.file_name,
        corrections.cell_key,
        corrections.printed_text,
        corrections.corrected_text,
        corrections.reason,
        corrections.corrected_by,
        corrections.corrected_on,
        case
            when documents.file_sha256 is null then '文件未入库'
            when
                exists (
                    select 1
                    from figures
                    where
                        figures.file_sha256 = corrections.file_sha256
                        and figures.cell_key = corrections.cell_key
                        and figures.value_key = {{ folded('corrections.printed_text') }}
                )
                then '已更正'
            else '印出的值不符'
        end as state
    from corrections
    left join documents on corrections.file_sha256 = documents.file_sha256

)

select * from renamed
