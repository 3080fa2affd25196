with

corrections as (

    select * from {{ ref('stg_correction') }}

),

final as (

    select
        correction_id,
        file_sha256,
        file_name,
        cell_key,
        printed_text,
        corrected_text,
        reason,
        corrected_by,
        corrected_on,
        state
    from corrections

)

select * from final
