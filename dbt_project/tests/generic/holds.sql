{#
  What must hold of every row of a table, in one test: a test for each column costs more to start than all of them to answer,
  and most of the time of a small build went there. Gives one row for each requirement that is broken and the rows that break it.

  not_null: [column, ...]                      no row without a value (marts say it as a constraint of their contract)
  unique: [[column, ...], ...]                 no two rows alike in all columns of a list; NULL counts as a value
  accepted_values: {column: [value, ...]}      nothing else than these; NULL is accepted
#}
{% test holds(model, not_null=[], unique=[], accepted_values={}) %}
    {{ broken_requirements(model, not_null, unique, accepted_values) }}
{% endtest %}
