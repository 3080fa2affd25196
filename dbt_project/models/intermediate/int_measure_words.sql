{{ config(materialized='view') }}

with

words as (

    select
        word_key,
        position,
        operator,
        replace(replace(word_key, '(', '\('), ')', '\)') as word_pattern
    from {{ ref('operator_words') }}

),

final as (

    select
        concat(
            '^((?:',
            string_agg(word_pattern, '|' order by length(word_key) desc) filter (where position = 'before'),
            ')?)',
            '(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)',
            '([^0-9.,;:、~<>=≥≤-]{0,8}?)',
            '((?:',
            string_agg(word_pattern, '|' order by length(word_key) desc) filter (where position = 'after'),
            ')?)$'
        ) as pattern,
        map_from_entries(list(row(word_key, operator)) filter (where position = 'before')) as words_before,
        map_from_entries(list(row(word_key, operator)) filter (where position = 'after')) as words_after
    from words

)

select
    pattern,
    words_before,
    words_after
from final
