using System.CommandLine;
using Sync.Cli.Output;
using Sync.Connectors;

namespace Sync.Cli.Commands;

/// <summary><c>connectors</c>: what POS systems there are, and what each can do. Reads their descriptors and nothing else.</summary>
internal static class ConnectorsCommand
{
    public static Command Create()
    {
        var json = Shared.Json();
        var markdown = new Option<bool>("--markdown") { Description = "As the page docs/connectors.md." };
        var command = new Command("connectors", "Lists the POS systems that can be connected, and what each can do.") { json, markdown };
        command.SetAction(parsed =>
        {
            var connectors = AllConnectors.List.Select(c => c.Descriptor).ToList();
            if (parsed.GetValue(json)) ConnectorsJson.Print(connectors);
            else if (parsed.GetValue(markdown)) ConnectorsMarkdown.Print(connectors, Console.Out);
            else ConnectorsText.Print(connectors);
            return ExitCode.Done;
        });
        return command;
    }
}
