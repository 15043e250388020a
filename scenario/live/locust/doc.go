// Package locust lets a Locust master drive wxload: a [Worker] takes the place of Locust's
// own. The master says how many clients there are, and shows what they do; it is the
// unmodified one of Locust 2, from 2.10.3 on.
//
// # The protocol
//
// A worker is a ZeroMQ DEALER whose identity is its node's id, the master a ROUTER. A
// message is a MessagePack array of its type, its data and the node's id; tried with
// Locust 2.12.1.
//
//	client_ready       →  the version; -1 stands for one that is no Python worker
//	ack                ←  {index}: the worker's number, the same as long as the master lives
//	spawn              ←  {timestamp, user_classes_count, parsed_options, …}: how many in all
//	spawning           →  nothing
//	spawning_complete  →  {user_classes_count, user_count}
//	heartbeat          →  {state, current_cpu_usage, current_memory_usage}, once a second;
//	                      after three that do not come, a worker is missing
//	stats              →  {stats, stats_total, errors, user_classes_count, user_count}: what
//	                      has happened since the last time, every three seconds
//	exception          →  {msg, traceback}
//	stop               ←  answered by client_stopped and, later, client_ready
//	quit               ←  or → from a worker that ends by itself
//	reconnect          ←  connect again, with the same id
//
// Further messages are between a worker and the locustfile of [File]:
//
//	wxload_result      →  {run, offset, data, last}: a part of the worker's result
//	wxload_have        ←  {run, bytes}: how much of it the master has, the next part's offset
//	wxload_unknown     ←  the master does not know the worker; answered by client_ready
//
// Parts are sent while the test goes on, so that the master has what a worker had that is
// killed. What is not answered is sent again: a result is whole or ends early.
//
// # Clients
//
// The worker of index 0 has the clients from 1 on, as many as its scenario has; that of
// index 1 has those after them, and so on. A worker that loses its clients to others, since
// the master spreads them anew, stops those with the highest numbers.
package locust
