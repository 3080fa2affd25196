{{ config(materialized='view') }}

with

words as (

    select
        word_key,
        position,
        operator
    from {{ ref('operator_words') }}

),

final as (

    select
        map_from_entries(list(row(word_key, operator)) filter (where position = 'before')) as words_before,
        map_from_entries(list(row(word_key, operator)) filter (where position = 'after')) as words_after,
        list(word_key order by length(word_key) desc) filter (where position = 'after') as longest_after
    from words

)

select
    words_before,
    words_after,
    longest_after
from final
