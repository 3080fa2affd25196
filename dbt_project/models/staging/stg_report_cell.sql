with

source as (

    select * from {{ source('raw', 'report_cell') }}

),

renamed as (

    select
        cell_key,
        file_sha256,
        block_no,
        row_no,
        col_no,
        row_span,
        col_span,
        span_start,
        span_end,
        source_page,
        source_line,
        text,
        row_no is not null and {{ holds_number('text') }} as holds_number,
        box_left,
        box_top,
        box_right,
        box_bottom,
        confidence
    from source

)

select * from renamed
