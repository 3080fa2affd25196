{{ config(materialized='table') }}

with

unrecognised as (

    select * from {{ ref('stg_unrecognised') }}

),

documents as (

    select
        file_sha256,
        file_name
    from {{ ref('stg_document') }}

),

-- Of the places where a text stands, the first by file and line is its example.
ranked as (

    select
        unrecognised.*,
        documents.file_name,
        count(*) over same_text as place_count,
        row_number() over (
            same_text
            order by
                documents.file_name,
                unrecognised.file_sha256,
                unrecognised.source_page,
                unrecognised.source_line,
                unrecognised.cell_key
        ) as place_no,
        dense_rank() over (same_text order by unrecognised.file_sha256)
        + dense_rank() over (same_text order by unrecognised.file_sha256 desc)
        - 1 as file_count
    from unrecognised
    inner join documents on unrecognised.file_sha256 = documents.file_sha256
    window
        same_text as (
            partition by
                unrecognised.kind,
                unrecognised.text,
                unrecognised.statement,
                unrecognised.reason
        )

),

final as (

    select
        {{ hashed_key(['kind', 'text', 'statement', 'reason']) }} as unrecognised_key,
        kind,
        text,
        statement,
        reason,
        cast(file_count as integer) as file_count,
        cast(place_count as integer) as place_count,
        context,
        row_text,
        column_text,
        nullif(array_to_string(nearest, '、'), '') as nearest,
        file_name,
        source_page,
        source_line,
        cell_key
    from ranked
    where place_no = 1

)

select * from final
