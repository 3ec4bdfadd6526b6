namespace Sync.Web.Kms;

/// <summary>A request or an answer was changed on its way: Google's text asks to discard it and to try again, not for ever.</summary>
internal sealed class KmsDamagedException(string what) : Exception(what);
