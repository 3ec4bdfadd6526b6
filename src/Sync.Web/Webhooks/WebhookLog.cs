using Microsoft.Extensions.Logging;

namespace Sync.Web.Webhooks;

/// <summary>One line for each thing that is not as it should be; nothing of a body, no signature, no secret.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook was refused: it was sent to an address that is none")]
    public static partial void NoSuchAddress(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook of {Connector} for org {Org}, connection {Connection} was refused: {Reason}")]
    public static partial void Refused(ILogger log, string connector, string org, string connection, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Org {Org}: a webhook could not be stored and will be sent again: {Reason}")]
    public static partial void NotTaken(ILogger log, string org, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A webhook of {Connector} for org {Org}, connection {Connection}: {Remark}")]
    public static partial void Remark(ILogger log, string connector, string org, string connection, string remark);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Connector} asks whether the address of org {Org}, connection {Connection} is yours: enter the code {Code} there")]
    public static partial void Verification(ILogger log, string connector, string org, string connection, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook of {Connector} at the app's address was refused: {Reason}")]
    public static partial void AppRefused(ILogger log, string connector, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A webhook of {Connector} at the app's address could not be stored and will be sent again: {Reason}")]
    public static partial void AppNotTaken(ILogger log, string connector, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A webhook of {Connector} at the app's address: {Remark}")]
    public static partial void AppRemark(ILogger log, string connector, string remark);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Connector} asks whether the app's address is yours: enter the code {Code} there")]
    public static partial void AppVerification(ILogger log, string connector, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Which connections read which accounts could not be looked up; what was known serves for now: {Reason}")]
    public static partial void AccountsNotLookedUp(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Org {Org}: what webhooks told of was read in {Seconds:0.0} s ({Result})")]
    public static partial void CarriedOut(ILogger log, string org, double seconds, Engine.Runs.RunResult result);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org}: what webhooks told of could not be read, next try in {Seconds:0} s: {Detail}")]
    public static partial void Left(ILogger log, string org, double seconds, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhooks that waited at the start could not be looked up, next try in {Seconds:0} s: {Detail}")]
    public static partial void NotLookedUp(ILogger log, double seconds, string detail);
}
