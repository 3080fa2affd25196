{{ config(materialized='view') }}

with

cells as (

    select
        cell_key,
        confidence
    from {{ ref('stg_report_cell') }}
    where confidence is not null

),

final as (

    select
        cell_key,
        cast(confidence as decimal(5, 4)) as ocr_confidence,
        confidence < {{ var('least_ocr_confidence') }} as is_uncertain
    from cells

)

select * from final
