using System.Reflection;
using System.Reflection.Emit;
using Keepone.Agent.Watching;

namespace Keepone.Node.Tests.Agent.Watching;

/// <summary>
/// What watches Neutron's routers has no means to change anything: the program itself is read, every method that can be reached from the
/// watchers, and what it calls of the kernel, of files and of processes must be on a short list of things that only look.
/// </summary>
public sealed class NoMeansTests
{
    private static readonly Assembly Agent = typeof(NeutronWatch).Assembly;

    private static readonly HashSet<string> Looking = new(StringComparer.Ordinal)
    {
        "Keepone.Linux.AtomicFile.TryRead",
        "Keepone.Linux.NetworkNamespace.Exists", "Keepone.Linux.NetworkNamespace.IsStillThere", "Keepone.Linux.NetworkNamespace.OpenNamed",
        "Keepone.Linux.NetworkNamespace.get_Inode", "Keepone.Linux.NetworkNamespace.Dispose", "Keepone.Linux.NetworkNamespace.DefaultDirectory",
        "System.IO.Directory.EnumerateDirectories", "System.IO.Directory.Exists", "System.IO.File.Exists", "System.IO.Path.GetFileName",
    };

    // Types of which everything only looks: sockets that receive, readers of /proc, plain records.
    private static readonly HashSet<string> LookingTypes = new(StringComparer.Ordinal)
    {
        "RouteMonitor", "RouteDump", "PacketSocket", "ReceivedVrrp", "VrrpReceiver", "ProcFs", "ProcessIdentity", "ProcessStatus", "Reactor",
        "Link", "InterfaceAddress", "RouteBatch", "RouteEvent", "AddressChange", "LinkChange", "Overrun",
        "FileSystemWatcher", "FileSystemEventArgs", "FileSystemEventHandler", "RenamedEventHandler", "RenamedEventArgs", "ErrorEventHandler",
        "ErrorEventArgs", "NotifyFilters", "DirectoryNotFoundException", "IOException",
    };

    [Fact]
    public void Watchers_EverythingThatTheyCanReach_OnlyLooks()
    {
        var calls = Calls("Keepone.Agent.Watching");

        // That the reading reads: what they surely do is there.
        Assert.Contains("Keepone.Linux.PacketSocket.OpenIn", calls);
        Assert.Contains("Keepone.Linux.AtomicFile.TryRead", calls);
        Assert.DoesNotContain(calls, call => !IsLooking(call));
    }

    [Fact]
    public void Watchers_TheSameReadingOfTheSupervisor_FindsItsMeans()
    {
        var means = Calls("Keepone.Agent.Supervision").Where(call => !IsLooking(call)).ToList();

        Assert.Contains("Keepone.Linux.RouteEdit.RemoveAddress", means);
        Assert.Contains("Keepone.Linux.ProcessHandle.Signal", means);
        Assert.Contains("Keepone.Linux.AtomicFile.Write", means);
        Assert.Contains("System.IO.File.Delete", means);
    }

    private static bool IsLooking(string call) =>
        Looking.Contains(call) || LookingTypes.Contains(call.Replace("..", ".", StringComparison.Ordinal).Split('.')[^2]);

    // What is called of the kernel's project, of files, of processes and of sockets; all else of the runtime computes.
    private static SortedSet<string> Calls(string root)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<Type>(Agent.GetTypes().Where(type => type.Namespace == root));
        var seen = waiting.ToHashSet();
        while (waiting.TryDequeue(out var type))
        {
            const BindingFlags All = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
            foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            {
                Assert.False(method.Attributes.HasFlag(MethodAttributes.PinvokeImpl), $"{type}.{method.Name} calls the system");
                foreach (var member in Members(method))
                {
                    var owner = Plain(member as Type ?? member.DeclaringType ?? typeof(object));
                    if (owner.Assembly == Agent)
                    {
                        foreach (var reached in WithNested(Outermost(owner)).Where(seen.Add))
                        {
                            waiting.Enqueue(reached);
                        }
                    }
                    else if (member is not Type && IsOutside(owner))
                    {
                        found.Add($"{owner.Namespace}.{owner.Name}.{member.Name}");
                    }
                }
            }
        }

        return found;
    }

    private static bool IsOutside(Type owner) =>
        owner.Assembly.GetName().Name == "Keepone.Linux" || owner.Namespace is "System.IO" or "System.Diagnostics" or "System.Net.Sockets" or "Microsoft.Win32";

    private static Type Plain(Type type) => type.HasElementType ? Plain(type.GetElementType()!) : type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type> WithNested(Type type) =>
        type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).SelectMany(WithNested).Prepend(type);

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    // The tokens in the body of a method (ECMA-335 III): of methods, fields and types.
    private static List<MemberInfo> Members(MethodBase method)
    {
        var found = new List<MemberInfo>();
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } body)
        {
            return found;
        }

        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < body.Length;)
        {
            var code = body[at] == 0xFE ? Codes[(short)(0xFE00 | body[at + 1])] : Codes[body[at]];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    var member = method.Module.ResolveMember(BitConverter.ToInt32(body, at), ofType, ofMethod)!;
                    found.Add(member);

                    // The state machine of an async method is known only by the type that its builder is given.
                    found.AddRange(member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments().Where(type => !type.IsGenericParameter) : []);
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(body, at));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                default:
                    at += 4;
                    break;
            }
        }

        return found;
    }
}
