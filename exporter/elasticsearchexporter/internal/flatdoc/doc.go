// Package flatdoc writes one document for a span or a log record, for Kibana, OpenSearch Dashboards and aggregations.
// Fields have their OTel names. What the GenAI conventions and Baton name stands at the top with a type of its own;
// every other attribute is under "attributes", in one of two ways:
//
//   - flattened, where the server has that type: one field of the mapping, whatever the attributes are called;
//   - else as keywords under "attributes" and, if numbers, once more under "numbers", with @ for dots. A keyword takes any
//     value and a name without dots is never an object, so no two documents conflict; new names are no longer made
//     fields once there are many, and stay readable in "unindexed".
//
// A plain document holds all its attributes in "unindexed", as text: it is what is left when the index refuses some
// field of a document.
package flatdoc
