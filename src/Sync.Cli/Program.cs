using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime;
using Sync.Cli;
using Sync.Cli.Commands;
using Sync.Cli.Output;

// A collection in the background would leave holes where it collects, and memory is what a large first sync is short of.
GCSettings.LatencyMode = GCLatencyMode.Batch;

var root = new RootCommand("Keeps a retailer's point-of-sale data current in tenant documents, and says what it did.");
foreach (var command in AllCommands.Create()) root.Add(command);

if (args.Length == 0)
{
    await Console.Error.WriteLineAsync(UsualCommands.Text);
    return ExitCode.Refused;
}

var parsed = root.Parse(args);
// What these two print has colours of their own, and nothing of a stranger's.
if (parsed.CommandResult.Command.Name is not ("demo" or "serve")) PlainWriter.Begin();
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = StopLimit.Whole });

foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
var words = new List<string> { "--help" };
for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent) words.Insert(0, at.Command.Name);
await Console.Error.WriteLineAsync($"'possync {string.Join(' ', words)}' shows how.");
return ExitCode.Refused;
