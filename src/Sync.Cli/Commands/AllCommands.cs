using System.CommandLine;

namespace Sync.Cli.Commands;

/// <summary>The one list of commands.</summary>
internal static class AllCommands
{
    public static IEnumerable<Command> Create() =>
    [
        DemoCommand.Create(),
        OrgCommand.Create(),
        ConnectorsCommand.Create(),
        ConnectCommand.Create(),
        CheckCommand.Create(),
        DefinitionCommand.Create(),
        RunCommand.Create(),
        StatusCommand.Create(),
        WebhooksCommand.Create(),
        ImportCommand.Create(),
        SegmentsCommand.Create(),
        SpendingCommand.Create(),
        PeopleCommand.Create(),
        PrivacyCommand.Create(),
        MemberCommand.Create(),
        AccountCommand.Create(),
        KeyCommand.Create(),
        KeysCommand.Create(),
        AuditCommand.Create(),
        ExportCommand.Create(),
        DigestCommand.Create(),
        ServeCommand.Create(),
    ];
}
