using System.Text;
using Sync.ConnectorKit;

namespace Sync.Cli.Commands;

/// <summary>Asks a person for secrets that were not given, without showing them.</summary>
internal sealed class Prompts(Terminal terminal)
{
    /// <summary>Asks for each required secret that is missing; asks nobody where there is no terminal.</summary>
    public void AskForSecrets(ConnectorDescriptor descriptor, Dictionary<string, string> given)
    {
        if (!terminal.Attended) return;
        foreach (var field in descriptor.Fields.Where(f => f.Secret && f.Required && !given.ContainsKey(f.Name)))
        {
            terminal.Say.Write($"{field.Label}: ");
            given[field.Name] = ReadHidden();
            terminal.Say.WriteLine();
        }
    }

    /// <summary>A new password: asked for twice, or a line of standard input where there is no terminal.</summary>
    /// <exception cref="FormatException">The two are not the same.</exception>
    public string AskForPassword()
    {
        if (!terminal.Attended) return terminal.In.ReadLine() ?? "";
        terminal.Say.Write("New password: ");
        var first = ReadHidden();
        terminal.Say.Write("\nOnce more: ");
        var second = ReadHidden();
        terminal.Say.WriteLine();
        return first == second ? first : throw new FormatException("The two are not the same. Nothing was changed.");
    }

    private string ReadHidden()
    {
        var text = new StringBuilder();
        while (terminal.ReadKey() is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && text.Length > 0) text.Length--;
            else if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
        }

        return text.ToString();
    }
}
