// The echo server of many a Go tutorial: one goroutine a connection, one write a line.
//
//	go build -o seed-echo seed-echo.go
//	./seed-echo PORT     (0: any free one)
//
// Of the rules that all peers share, Go itself sees to these: TCP_NODELAY is set, the limit of descriptors is raised
// (Go 1.19 and later), the backlog is what the system allows (net.core.somaxconn).
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
)

func echo(conn net.Conn) {
	defer conn.Close()
	addr := conn.RemoteAddr()
	scanner := bufio.NewScanner(conn)
	for scanner.Scan() {
		line := scanner.Text()
		if _, err := fmt.Fprintf(conn, "you sent: %s from %s\n", line, addr); err != nil {
			return
		}
	}
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: seed-echo PORT")
		os.Exit(2)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on tcp://%s\n", listener.Addr())
	for {
		conn, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		go echo(conn)
	}
}
