namespace Keepone.Lab.Interventions;

/// <summary>What is done to a part of the lab, by a scenario's step or by the fault loop.</summary>
public enum Intervention
{
    /// <summary>SIGKILL to the agent; its keepalived lives on.</summary>
    AgentKill = 0,

    /// <summary>SIGTERM to the agent; it must end with 0.</summary>
    AgentStop,

    /// <summary>The agent starts, and it is waited until it says of its replica what it is.</summary>
    AgentStart,

    /// <summary>Stop and start.</summary>
    AgentRestart,

    /// <summary>Stop, and start of a copy of the program in another place.</summary>
    AgentUpgrade,

    /// <summary>SIGSTOP to the agent: it hangs.</summary>
    AgentFreeze,

    /// <summary>SIGCONT to the agent.</summary>
    AgentThaw,

    /// <summary>SIGKILL to keepalived's VRRP process.</summary>
    KeepalivedKillChild,

    /// <summary>SIGKILL to keepalived's parent process.</summary>
    KeepalivedKillParent,

    /// <summary>SIGKILL to both at once: the addresses stay.</summary>
    KeepalivedKillBoth,

    /// <summary>SIGSTOP to both.</summary>
    KeepalivedStop,

    /// <summary>SIGCONT to both.</summary>
    KeepalivedContinue,

    /// <summary>keepalived's process id files are deleted.</summary>
    KeepalivedForget,

    /// <summary>Power loss: every link down, every process killed, every device of the replica gone.</summary>
    NodeKill,

    /// <summary>Everything of a node stops (SIGSTOP) and its links go down, in one step: a virtual machine that is paused.</summary>
    NodePause,

    /// <summary>Its links come up, then everything goes on (SIGCONT).</summary>
    NodeResume,

    /// <summary>A node that lost its power boots: fresh devices, an empty <c>/run</c>, no keepalived; links that are cut stay cut.</summary>
    NodeBoot,

    /// <summary>The replica's namespace is deleted under keepalived, with its devices, and made again.</summary>
    NamespaceRecreate,

    /// <summary>The router's addresses are added by hand, behind keepalived's back.</summary>
    AddressesAdd,

    /// <summary>The router's addresses are removed by hand, behind keepalived's back.</summary>
    AddressesRemove,

    /// <summary>The node's file system is filled to the last byte.</summary>
    DiskFill,

    /// <summary>What filled it is deleted.</summary>
    DiskFree,

    /// <summary>SIGKILL to the controller.</summary>
    ControllerKill,

    /// <summary>SIGTERM to the controller; it must end with 0.</summary>
    ControllerStop,

    /// <summary>The controller starts, and it is waited until it listens.</summary>
    ControllerStart,
}
