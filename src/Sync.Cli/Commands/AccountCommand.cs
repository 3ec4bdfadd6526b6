using System.CommandLine;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Web.Access;

namespace Sync.Cli.Commands;

/// <summary><c>account password</c>: for whoever has forgotten it.</summary>
internal static class AccountCommand
{
    public static Command Create()
    {
        var email = new Argument<string>("EMAIL") { Description = "The account's e-mail address." };
        var password = new Command("password", "Sets an account's password, asked for on the terminal or read from standard input, and ends its sessions.") { email };
        password.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var account = await services.Accounts.FindByEmailAsync(parsed.GetRequiredValue(email), cancellation)
                ?? throw new OrgException($"There is no account of {parsed.GetRequiredValue(email)}. 'possync member invite ORG EMAIL --role ROLE' asks somebody in.");
            var given = new Prompts(Terminal.Own).AskForPassword();
            if (Passwords.WhyNot(given, account.Email) is { } wrong) throw new FormatException(wrong + " Nothing was changed.");
            await services.Accounts.SetPasswordAsync(account.Id, Passwords.Hash(given), Actor.Operator, cancellation);
            Console.WriteLine($"The password of {account.Email} is changed; sessions of before are over.");
            return ExitCode.Done;
        }, cancellation));
        return new Command("account", "Looks after accounts.") { password };
    }
}
